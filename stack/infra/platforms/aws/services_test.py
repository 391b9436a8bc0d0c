"""An HTTP service on AWS: every property of every resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from stack.infra.conftest import read_snapshot
from stack.infra.requirements import Permission, Requirements, Scaling, Size
from stack.infra.service import HttpService
from stack.infra.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from stack.infra.platforms.aws.conftest import AwsMocks

SNAPSHOT = read_snapshot(__file__)
TASK = SNAPSHOT["task"]
ROLES = SNAPSHOT["roles"]
NETWORK = SNAPSHOT["network"]
SERVICE = SNAPSHOT["service"]
SCALING = SNAPSHOT["scaling"]
ALARMS = SNAPSHOT["alarms"]


def _orders() -> None:
    HttpService("orders", env={"ORDERS_LOG_LEVEL": "INFO"})


def _declared(mocks: AwsMocks, *words: str) -> dict[str, Any]:
    return {key: value for key, value in mocks.readable().items() if key.startswith(words)}


def test_service(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Two Fargate tasks run in private subnets, attached to the load balancer; a bad deploy is taken back."""
    declare(_orders)

    key = ("aws:ecs/service:Service", "orders-service")
    assert _declared(mocks, "Service ") == SERVICE
    assert "orders-rule" in mocks.after[key]
    assert {"orders-execution-policy", "orders-task-policy"} < set(mocks.after[key])
    assert mocks.ignored[key] == ["desiredCount"]


def test_network(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """The load balancer sends what is below the module's path and who asks for its health, and nobody else does."""
    declare(_orders)

    assert _declared(mocks, "ListenerRule ", "SecurityGroup ", "TargetGroup ") == NETWORK


def test_task(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A task runs the image on port 8000 and a collector of traces; the logs are encrypted, and kept for 30 days."""
    declare(_orders)

    assert _declared(mocks, "LogGroup ", "TaskDefinition ") == TASK


def test_roles(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """ECS may pull this module's image and write this service's logs; the code may send traces."""
    declare(_orders)

    assert _declared(mocks, "Role ", "RolePolicy ") == ROLES


def test_scaling(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Copies follow the processors' load and the requests."""
    declare(_orders)

    assert _declared(mocks, "Target ", "Policy ") == SCALING


def test_alarms(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """People hear of failed and slow requests, and of tasks that are too few, unhealthy, or short of something."""
    declare(_orders)

    assert _declared(mocks, "MetricAlarm ") == ALARMS


def test_nothing_else(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """What is not compared above is the component, and the reference to the foundation of the environment."""
    declare(_orders)

    compared = {**SERVICE, **NETWORK, **TASK, **ROLES, **SCALING, **ALARMS}
    assert {key: value for key, value in mocks.readable().items() if key not in compared} == {
        "HttpService orders": {},
        "StackReference orders-foundation": {"name": "organization/foundation/prod"},
    }


def test_foundation_elsewhere(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """The stack of the foundation can be named."""
    declare(_orders, foundation="acme/base/prod")

    assert mocks.readable("StackReference") == {"StackReference orders-foundation": {"name": "acme/base/prod"}}


def test_dependencies(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A service learns that the modules it depends on answer behind the load balancer."""
    declare(_orders, dependencies='["inventory"]')

    assert {"name": "INVENTORY_BASE_URL", "value": "https://api.example.com"} in _container(mocks)["environment"]


def test_without_encryption(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Where the load balancer listens on port 80, services may reach that port as well."""
    mocks.foundation["listener_port"] = 80

    declare(_orders)

    egress = mocks.readable()["SecurityGroup orders-sg"]["egress"]
    assert [each["fromPort"] for each in egress if each["cidrBlocks"] == ["0.0.0.0/0"]] == [80, 443]


def test_without_traces(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Without traces there is no collector, and the code may do nothing."""
    declare(_orders, traces="false")

    task = mocks.readable()["TaskDefinition orders-task-definition"]
    assert [each["name"] for each in task["containerDefinitions"]] == ["api"]
    assert [each["name"] for each in _container(mocks)["environment"]] == [
        "FORWARDED_ALLOW_IPS",
        "HOST",
        "NAME",
        "ORDERS_AWS_REGION",
        "ORDERS_LOG_LEVEL",
        "PORT",
        "SHUTDOWN_DELAY",
        "SHUTDOWN_TIMEOUT",
    ]
    assert "RolePolicy orders-task-policy" not in mocks.readable()


@pytest.mark.parametrize(
    ("program", "config", "containers"),
    [
        (lambda: HttpService("x"), {}, ["api", "collector"]),
        (lambda: HttpService("x", requirements=Requirements(traces=False)), {}, ["api"]),
        (lambda: Worker("x"), {}, ["worker"]),
        (lambda: Worker("x", requirements=Requirements(traces=True)), {}, ["worker", "collector"]),
        (lambda: Worker("x", requirements=Requirements(traces=True)), {"traces": "false"}, ["worker"]),
    ],
)
def test_who_traces(
    mocks: AwsMocks,
    declare: Callable[..., None],
    program: Callable[[], object],
    config: dict[str, str],
    containers: list[str],
) -> None:
    """Services trace unless their program says otherwise, workers if theirs says so; an environment can forbid it."""
    declare(program, **config)

    (task,) = mocks.readable("TaskDefinition").values()
    assert [each["name"] for each in task["containerDefinitions"]] == containers


def test_how_a_service_ends(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """ECS waits longer than the service goes on and finishes its requests, and the load balancer for the same time."""
    declare(_orders)

    container = _container(mocks)
    times = {each["name"]: each["value"] for each in container["environment"] if each["name"].startswith("SHUTDOWN_")}
    draining = mocks.readable()["TargetGroup orders-tg"]["deregistrationDelay"]
    assert times == {"SHUTDOWN_DELAY": "10", "SHUTDOWN_TIMEOUT": "20"}
    assert (draining, container["stopTimeout"]) == (30, 35)


@pytest.mark.parametrize("command", [["/usr/bin/check"], []])
def test_the_check_of_a_container(mocks: AwsMocks, declare: Callable[..., None], command: list[str]) -> None:
    """An image without the usual Python has a check of its own, or none."""
    declare(lambda: HttpService("orders", requirements=Requirements(health_command=command)))

    assert (_container(mocks).get("healthCheck") or {}).get("command", []) == [*(["CMD"] if command else []), *command]


def test_settings(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """The environment chooses how long logs are kept, which collector runs, and an image for each deployable."""
    image = f"registry/other@sha256:{'b' * 64}"

    declare(
        _orders, log_retention_days="90", collector_image="mirror/collector@sha256:1", images=f'{{"api": "{image}"}}'
    )

    task = mocks.readable()["TaskDefinition orders-task-definition"]
    assert [each["image"] for each in task["containerDefinitions"]] == [image, "mirror/collector@sha256:1"]
    assert mocks.readable()["LogGroup orders-logs"]["retentionInDays"] == 90


SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/orders/database-AbCdEf"  # noqa: S105 - no secret, its address
PARAMETER = "arn:aws:ssm:us-east-1:123456789012:parameter/prod/orders/token"


def test_needs(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A program chooses size, number of copies and command."""
    requirements = Requirements(Size(1024, 4096), Scaling(3, 6, cpu=40, requests=50), command=["serve", "--fast"])

    declare(lambda: HttpService("orders", requirements=requirements))

    found = mocks.readable()
    task = found["TaskDefinition orders-task-definition"]
    target = found["Target orders-scaling"]
    policies = [
        found[f"Policy orders-by-{by}"]["targetTrackingScalingPolicyConfiguration"] for by in ("cpu", "requests")
    ]
    assert (task["cpu"], task["memory"], _container(mocks)["command"]) == ("1024", "4096", ["serve", "--fast"])
    assert found["Service orders-service"]["desiredCount"] == 3
    assert (target["minCapacity"], target["maxCapacity"]) == (3, 6)
    assert [each["targetValue"] for each in policies] == [40, 50]


def test_writable(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A program that writes elsewhere than below `/tmp` says so, and gets a file system to write to."""
    declare(lambda: HttpService("orders", requirements=Requirements(writable=True)))

    assert "volumes" not in mocks.readable()["TaskDefinition orders-task-definition"]
    assert {"mountPoints", "readonlyRootFilesystem"} & set(_container(mocks)) == set()


def test_secrets(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """ECS reads the secrets and hands them over; its role may read these and no others."""
    secrets = {"ORDERS_TOKEN": PARAMETER, "ORDERS_DATABASE_PASSWORD": f"{SECRET}:password::"}

    declare(lambda: HttpService("orders", requirements=Requirements(secrets=secrets)))

    policy = mocks.readable()["RolePolicy orders-execution-policy"]["policy"]
    assert _container(mocks)["secrets"] == [
        {"name": "ORDERS_DATABASE_PASSWORD", "valueFrom": f"{SECRET}:password::"},
        {"name": "ORDERS_TOKEN", "valueFrom": PARAMETER},
    ]
    assert policy["Statement"][3:] == [
        {
            "Sid": "Secrets",
            "Effect": "Allow",
            "Action": ["secretsmanager:GetSecretValue", "ssm:GetParameters"],
            "Resource": [SECRET, PARAMETER],
        },
        {
            "Sid": "SecretsKey",
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": ["arn:aws:kms:us-east-1:123456789012:key/1"],
            "Condition": {
                "StringEquals": {
                    "kms:ViaService": ["secretsmanager.us-east-1.amazonaws.com", "ssm.us-east-1.amazonaws.com"]
                }
            },
        },
    ]


def test_rights(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """The code may do what the program says."""
    permission = Permission(["s3:GetObject"], ["arn:aws:s3:::invoices/*"])

    declare(lambda: HttpService("orders", requirements=Requirements(permissions=[permission])), traces="false")

    assert mocks.readable()["RolePolicy orders-task-policy"] == {
        "role": "orders-task",
        "policy": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "Requested1",
                    "Effect": "Allow",
                    "Action": ["s3:GetObject"],
                    "Resource": ["arn:aws:s3:::invoices/*"],
                }
            ],
        },
    }


def _container(mocks: AwsMocks) -> dict[str, Any]:
    found: dict[str, Any] = mocks.readable()["TaskDefinition orders-task-definition"]["containerDefinitions"][0]
    return found
