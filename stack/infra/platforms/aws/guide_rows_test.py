"""The rows of the module development guide about its infrastructure, each by its number, on a service as the guide has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from stack.infra.platforms.aws.conftest import FOUNDATION
from stack.infra.requirements import Requirements
from stack.infra.service import HttpService

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stack.infra.platforms.aws.conftest import AwsMocks

SECRETS = {
    f"ORDERS_{name.upper()}_URL": f"arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/orders/{name}-AbCdEf"
    for name in ("database", "redis")
}


@pytest.fixture(name="declared")
def _declared(mocks: AwsMocks, declare: Callable[..., None]) -> dict[str, Any]:
    """What the service of orders declares, by type and name."""
    env = {"ORDERS_PRODUCTION": "true"}
    declare(lambda: HttpService("orders", env=env, requirements=Requirements(secrets=SECRETS)))
    return mocks.readable()


@pytest.fixture(name="service")
def _service(declared: Mapping[str, Any]) -> dict[str, Any]:
    """The service of ECS."""
    found: dict[str, Any] = declared["Service orders-service"]
    return found


def test_row_90_the_service(service: Mapping[str, Any]) -> None:
    """The service is called as in the guide."""
    assert service["name"] == "orders-service"


def test_row_91_two_copies(service: Mapping[str, Any]) -> None:
    """Two copies run."""
    assert service["desiredCount"] == 2


def test_row_92_fargate(service: Mapping[str, Any]) -> None:
    """They run on Fargate."""
    assert service["launchType"] == "FARGATE"


def test_row_93_private_subnets(service: Mapping[str, Any], declared: Mapping[str, Any]) -> None:
    """They are in private subnets, without public addresses, in a security group that lets the balancer in alone."""
    assert service["networkConfiguration"] == {
        "subnets": FOUNDATION["private_subnets"],
        "securityGroups": ["orders-sg-id"],
        "assignPublicIp": False,
    }
    assert [rule["securityGroups"] for rule in declared["SecurityGroup orders-sg"]["ingress"]] == [["sg-balancer"]]


def test_row_94_the_target_group(declared: Mapping[str, Any]) -> None:
    """The load balancer reaches port 8000 of each copy by its address."""
    found = declared["TargetGroup orders-tg"]

    assert {key: found[key] for key in ("port", "protocol", "targetType", "vpcId")} == {
        "port": 8000,
        "protocol": "HTTP",
        "targetType": "ip",
        "vpcId": FOUNDATION["vpc"],
    }


def test_row_95_its_health_check(declared: Mapping[str, Any]) -> None:
    """It asks for `/health` every 30 seconds."""
    found = declared["TargetGroup orders-tg"]["healthCheck"]

    assert (found["path"], found["interval"]) == ("/health", 30)


def test_row_96_the_foundation(service: Mapping[str, Any], declared: Mapping[str, Any]) -> None:
    """Cluster, network and subnets are those of the foundation, and the program defines none of them."""
    assert declared["StackReference orders-foundation"] == {"name": "organization/foundation/prod"}
    assert service["cluster"] == FOUNDATION["cluster"]
    assert {key.split()[0] for key in declared} & {"Cluster", "Subnet", "Vpc"} == set()


def test_row_97_what_the_guide_leaves_out(
    service: Mapping[str, Any], declared: Mapping[str, Any], mocks: AwsMocks
) -> None:
    """The service waits for the rule by which the load balancer reaches it; there are roles, logs and scaling."""
    attached = service["loadBalancers"]

    assert [(each["containerName"], each["containerPort"]) for each in attached] == [("api", 8000)]
    assert "orders-rule" in mocks.after["aws:ecs/service:Service", "orders-service"]
    assert {"LogGroup orders-logs", "Role orders-execution", "Role orders-task", "Target orders-scaling"} <= set(
        declared
    )


def test_row_106_resources_are_watched(declared: Mapping[str, Any]) -> None:
    """Somebody hears of a service that is short of processors or memory."""
    assert [declared[f"MetricAlarm orders-{what}"]["metricName"] for what in ("cpu", "memory")] == [
        "CPUUtilization",
        "MemoryUtilization",
    ]


def test_row_107_copies_follow_the_load(declared: Mapping[str, Any]) -> None:
    """Two to ten copies follow the load of the processors and the number of requests."""
    target = declared["Target orders-scaling"]
    policies = [
        declared[f"Policy orders-by-{by}"]["targetTrackingScalingPolicyConfiguration"] for by in ("cpu", "requests")
    ]

    assert (target["minCapacity"], target["maxCapacity"]) == (2, 10)
    assert [policy["predefinedMetricSpecification"]["predefinedMetricType"] for policy in policies] == [
        "ECSServiceAverageCPUUtilization",
        "ALBRequestCountPerTarget",
    ]


def test_row_109_secrets(declared: Mapping[str, Any]) -> None:
    """ECS reads the addresses of database and Redis from Secrets Manager; no variable in the clear has one."""
    container = declared["TaskDefinition orders-task-definition"]["containerDefinitions"][0]

    assert container["secrets"] == [{"name": name, "valueFrom": arn} for name, arn in sorted(SECRETS.items())]
    assert {each["name"] for each in container["environment"]} & set(SECRETS) == set()
    assert {"name": "ORDERS_PRODUCTION", "value": "true"} in container["environment"]


def test_row_116_alerts(declared: Mapping[str, Any]) -> None:
    """Errors, slowness, and copies that are sick or missing are sent to the topic of the environment, and their end."""
    alarms = {key.split("-")[-1]: value for key, value in declared.items() if key.startswith("MetricAlarm ")}

    assert set(alarms) == {"5xx", "cpu", "latency", "memory", "running", "unhealthy"}
    assert all(each["alarmActions"] == each["okActions"] == [FOUNDATION["alarms"]] for each in alarms.values())
