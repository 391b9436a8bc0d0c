"""The component, on every platform."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pulumi
import pytest

from stack.infra.service import HttpService

if TYPE_CHECKING:
    from stack.infra.conftest import Mocks

SHA = f"sha256:{'a' * 64}"
ARTEFACTS = [{"name": "api", "kind": "pex", "path": "/repo/api.pex", "digest": SHA}]
LOCAL = {
    "pantstack:environment": "test",
    "pantstack:platform": "local",
    "pantstack:home": "/repo/.pantstack",
    "pantstack:pex_root": "/cache/pex",
    "pantstack:artefacts": json.dumps(ARTEFACTS),
}
AWS = {
    **LOCAL,
    "pantstack:platform": "aws",
    "pantstack:environment": "prod",
    "pantstack:image": "registry/orders@sha256:1",
    "pantstack:cluster": "arn:cluster",
    "pantstack:vpc": "vpc-1",
    "pantstack:private_subnets": json.dumps(["subnet-1", "subnet-2"]),
    "pantstack:listener": "arn:listener",
    "pantstack:load_balancer_group": "sg-alb",
    "pantstack:url": "https://api.example.com",
    "aws:region": "us-east-1",
}


def declare(config: dict[str, str], **arguments: Any) -> str:  # noqa: ANN401 - the component's own
    """Declare the component under a configuration and return its URL."""
    pulumi.runtime.set_all_config(config)
    urls: list[str] = []

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def program() -> pulumi.Output[None]:
        return HttpService("orders", **arguments).url.apply(urls.append)

    program()
    return urls[0]


def test_local(mocks: Mocks) -> None:
    """On this machine a service is a kept port and a process."""
    url = declare(LOCAL, env={"ORDERS_LOG_LEVEL": "DEBUG"})

    made = {key: _without_provider(value) for key, value in mocks.made.items()}
    assert url == "http://127.0.0.1:20000"
    assert made == {
        ("pantstack:infra:HttpService", "orders"): {},
        ("pulumi-python:dynamic/pantstack:Port", "orders-port"): {"owner": "orders-test-/repo/.pantstack"},
        ("pulumi-python:dynamic/pantstack:Process", "orders-process"): {
            "name": "orders",
            "pex": "/repo/api.pex",
            "digest": SHA,
            "port": 20000,
            "log": "/repo/.pantstack/logs/test/orders.log",
            "pex_root": "/cache/pex",
            "env": {"ORDERS_LOG_LEVEL": "DEBUG"},
        },
    }


def _without_provider(inputs: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in inputs.items() if key != "__provider" and value is not None}


def test_dependencies(mocks: Mocks) -> None:
    """A service learns where the modules answer that it depends on."""
    declare({**LOCAL, "pantstack:dependencies": json.dumps(["inventory"])})

    assert ("pulumi:pulumi:StackReference", "organization/inventory/test") in mocks.made
    process = mocks.made["pulumi-python:dynamic/pantstack:Process", "orders-process"]
    assert process["env"] == {"INVENTORY_BASE_URL": "http://127.0.0.1:20001"}


def test_aws_service(mocks: Mocks) -> None:
    """On AWS it is two Fargate tasks in private subnets, attached to the load balancer."""
    url = declare(AWS)

    assert url == "https://api.example.com"
    assert mocks.made["aws:ecs/service:Service", "orders-service"] == {
        "cluster": "arn:cluster",
        "taskDefinition": "arn:orders-task-definition",
        "desiredCount": 2,
        "launchType": "FARGATE",
        "networkConfiguration": {"subnets": ["subnet-1", "subnet-2"], "securityGroups": ["orders-sg-id"]},
        "loadBalancers": [{"targetGroupArn": "arn:orders-tg", "containerName": "api", "containerPort": 8000}],
    }


def test_aws_target_group(mocks: Mocks) -> None:
    """The target group asks port 8000 for `/health` every 30 seconds."""
    declare(AWS)

    assert mocks.made["aws:lb/targetGroup:TargetGroup", "orders-tg"] == {
        "port": 8000,
        "protocol": "HTTP",
        "targetType": "ip",
        "vpcId": "vpc-1",
        "healthCheck": {"path": "/health", "interval": 30},
    }
    rule = mocks.made["aws:lb/listenerRule:ListenerRule", "orders-rule"]
    assert rule["listenerArn"] == "arn:listener"
    assert rule["actions"] == [{"type": "forward", "targetGroupArn": "arn:orders-tg"}]
    assert rule["conditions"] == [{"pathPattern": {"values": ["/api/v1/orders", "/api/v1/orders/*"]}}]
    assert 1 <= rule["priority"] <= 50000


def test_aws_task_definition(mocks: Mocks) -> None:
    """The task runs the image on port 8000, logs to CloudWatch, and has roles of its own."""
    declare(AWS, env={"ORDERS_LOG_LEVEL": "INFO"})

    task = mocks.made["aws:ecs/taskDefinition:TaskDefinition", "orders-task-definition"]
    containers = json.loads(task.pop("containerDefinitions"))
    assert task == {
        "family": "orders-prod",
        "cpu": "256",
        "memory": "512",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "executionRoleArn": "arn:orders-execution",
        "taskRoleArn": "arn:orders-task",
    }
    assert containers == [
        {
            "name": "api",
            "image": "registry/orders@sha256:1",
            "essential": True,
            "portMappings": [{"containerPort": 8000, "protocol": "tcp"}],
            "environment": [
                {"name": "HOST", "value": "0.0.0.0"},  # noqa: S104 - inside the task's network
                {"name": "NAME", "value": "orders"},
                {"name": "ORDERS_LOG_LEVEL", "value": "INFO"},
                {"name": "PORT", "value": "8000"},
            ],
            "logConfiguration": {
                "logDriver": "awslogs",
                "options": {
                    "awslogs-group": "orders-logs",
                    "awslogs-region": "us-east-1",
                    "awslogs-stream-prefix": "orders",
                },
            },
        }
    ]


def test_aws_is_closed_to_the_world(mocks: Mocks) -> None:
    """Requests reach the service from the load balancer's group only."""
    declare(AWS)

    group = mocks.made["aws:ec2/securityGroup:SecurityGroup", "orders-sg"]
    assert group["ingress"] == [{"protocol": "tcp", "fromPort": 8000, "toPort": 8000, "securityGroups": ["sg-alb"]}]


@pytest.mark.parametrize(
    ("change", "arguments", "message"),
    [
        (
            {"pantstack:platform": "moon"},
            {},
            'No platform "moon"; there are: aws, local.\nChange `platform` of deploy_environment `test`.',
        ),
        (
            {},
            {"deployable": "web"},
            (
                'The plan has no artefact "web"; it has: api.\n'
                'Add ":web" to `deployables` of the module, or pass another `deployable` to the service.'
            ),
        ),
        (
            {"pantstack:artefacts": json.dumps([{**ARTEFACTS[0], "kind": "docker"}])},
            {},
            (
                'Platform "local" runs artefacts of kind "pex"; "api" is a "docker".\n'
                "Pass another `deployable` to the service."
            ),
        ),
    ],
)
def test_refused(mocks: Mocks, change: dict[str, str], arguments: dict[str, str], message: str) -> None:
    """What cannot run is refused in words."""
    with pytest.raises(pulumi.RunError) as caught:
        declare({**LOCAL, **change}, **arguments)

    assert str(caught.value) == message
    assert ("pulumi-python:dynamic/pantstack:Process", "orders-process") not in mocks.made
