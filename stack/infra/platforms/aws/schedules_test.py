"""Schedules on AWS: every property of every resource, and what there is of them elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pulumi

from stack.infra.conftest import read_snapshot
from stack.infra.requirements import Requirements
from stack.infra.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from stack.infra.platforms.aws.conftest import AwsMocks

SNAPSHOT = read_snapshot(__file__)
SCHEDULE = SNAPSHOT["schedule"]


def test_schedule(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """The scheduler starts one task in the private subnets; a start that is given up is kept, and reported."""
    requirements = Requirements(command=["report"])

    declare(
        lambda: Schedule("report", "cron(0 3 * * ? *)", zone="Europe/Berlin", requirements=requirements), traces="false"
    )

    found = mocks.readable()
    assert found.pop("StackReference report-schedule-foundation") == {"name": "organization/foundation/prod"}
    assert found == SCHEDULE


def test_environment(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A task gets the variables that its program names, beside those of every workload."""
    declare(lambda: Schedule("report", "rate(1 hour)", env={"ORDERS_LOG_LEVEL": "DEBUG"}), traces="false")

    container = mocks.readable()["TaskDefinition report-schedule-task-definition"]["containerDefinitions"][0]
    assert container["environment"] == [
        {"name": "NAME", "value": "report-schedule"},
        {"name": "ORDERS_AWS_REGION", "value": "us-east-1"},
        {"name": "ORDERS_LOG_LEVEL", "value": "DEBUG"},
    ]


def test_cron(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """What cron has is passed on as AWS has it."""
    declare(lambda: Schedule("report", "0 3 * * 1-5"), traces="false")

    assert mocks.readable()["Schedule report-schedule"]["scheduleExpression"] == "cron(0 3 ? * MON,TUE,WED,THU,FRI *)"


def test_an_image_on_this_machine(
    mocks: AwsMocks, declare: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """This machine starts files only: the schedule of an image is left out, and a warning says so."""
    artifact = {"name": "docker", "kind": "docker", "path": "/x.json", "digest": f"sha256:{'a' * 64}"}
    warnings: list[str] = []
    monkeypatch.setattr(pulumi, "warn", lambda text, _resource: warnings.append(text))

    declare(lambda: Schedule("report", "rate(1 hour)"), platform="local", artifacts=json.dumps([artifact]))

    assert warnings == [
        (
            'Schedule "report" is left out: platform "local" has no scheduler for an artifact of kind docker.\n'
            "To run it, deploy to an environment on a platform that has."
        )
    ]
    assert mocks.readable() == {"Schedule report": {}}
