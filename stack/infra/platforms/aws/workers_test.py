"""Workers on AWS: every property of every resource, and what there is of them elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stack.infra.conftest import read_snapshot
from stack.infra.requirements import Requirements
from stack.infra.service import HttpService
from stack.infra.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from stack.infra.platforms.aws.conftest import AwsMocks

SNAPSHOT = read_snapshot(__file__)
# What it shares with every workload, its roles except what they may do, is compared in services_test.py.
WORKER = SNAPSHOT["worker"]


def test_worker(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A worker is reached by nobody, takes messages from its encrypted queue, and scales by what waits there."""
    declare(lambda: Worker("mail"), traces="false")

    shared = ("Role ", "StackReference ", "Worker ")
    assert {key: value for key, value in mocks.readable().items() if not key.startswith(shared)} == WORKER
    assert {key for key in mocks.readable() if key.startswith(shared)} == {
        "Role mail-worker-execution",
        "Role mail-worker-task",
        "StackReference mail-worker-foundation",
        "Worker mail",
    }


@pytest.mark.parametrize(("visibility", "stop"), [(1, 30), (60, 60), (900, 120)])
def test_visibility(mocks: AwsMocks, declare: Callable[..., None], visibility: int, stop: int) -> None:
    """A program chooses how long a copy has for a message, also at its end, as far as Fargate goes."""
    declare(lambda: Worker("mail", visibility=visibility))

    found = mocks.readable()
    container = found["TaskDefinition mail-worker-task-definition"]["containerDefinitions"][0]
    assert (found["Queue mail-worker-queue"]["visibilityTimeoutSeconds"], container["stopTimeout"]) == (
        visibility,
        stop,
    )


def test_environment(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A worker gets the variables that its program names, which win over the platform's own."""
    env = {"ORDERS_LOG_LEVEL": "DEBUG", "QUEUE_URL": "https://another"}

    declare(lambda: Worker("mail", env=env), traces="false")

    container = mocks.readable()["TaskDefinition mail-worker-task-definition"]["containerDefinitions"][0]
    assert container["environment"] == [
        {"name": "NAME", "value": "mail-worker"},
        {"name": "ORDERS_AWS_REGION", "value": "us-east-1"},
        {"name": "ORDERS_LOG_LEVEL", "value": "DEBUG"},
        {"name": "QUEUE_URL", "value": "https://another"},
    ]


@pytest.mark.parametrize("visibility", [1, 43200])
def test_longest_visibility(mocks: AwsMocks, declare: Callable[..., None], visibility: int) -> None:
    """A message may be worked on for a second, or for twelve hours."""
    declare(lambda: Worker("mail", visibility=visibility))

    assert mocks.readable()["Queue mail-worker-queue"]["visibilityTimeoutSeconds"] == visibility


def test_senders(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A service that sends to a worker knows its queue and may send there, nothing more."""

    def program() -> None:
        worker = Worker("mail")
        HttpService(
            "orders", env={"ORDERS_MAIL_QUEUE": worker.queue_url}, requirements=Requirements(permissions=worker.send)
        )

    declare(program, traces="false")

    found = mocks.readable()
    container = found["TaskDefinition orders-task-definition"]["containerDefinitions"][0]
    assert {"name": "ORDERS_MAIL_QUEUE", "value": "https://prod--mail-worker"} in container["environment"]
    assert found["RolePolicy orders-task-policy"]["policy"]["Statement"] == [
        {
            "Sid": "Requested1",
            "Effect": "Allow",
            "Action": ["sqs:SendMessage"],
            "Resource": ["arn:aws:sqs:us-east-1:123456789012:prod--mail-worker"],
        },
        {
            "Sid": "Requested2",
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": ["arn:aws:kms:us-east-1:123456789012:key/1"],
        },
    ]
