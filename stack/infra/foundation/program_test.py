"""The foundation as a whole: every property of every resource."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi

from stack.infra.conftest import read_snapshot
from stack.infra.foundation.program import create_foundation
from stack.infra.platforms.aws.foundation import Foundation

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from stack.infra.platforms.aws.conftest import AwsMocks

SNAPSHOT = read_snapshot(__file__)
NETWORK = SNAPSHOT["network"]
ENDPOINTS = SNAPSHOT["endpoints"]
BALANCER = SNAPSHOT["balancer"]
ACCESS_LOGS = SNAPSHOT["access_logs"]
KEEPING = SNAPSHOT["keeping"]

RUNNING = {
    "Cluster cluster": {"name": "pantstack-prod", "settings": [{"name": "containerInsights", "value": "enhanced"}]},
    "ScheduleGroup schedules": {"name": "pantstack-prod"},
}

FLOW_LOGS = SNAPSHOT["flow_logs"]
BOUNDARY = SNAPSHOT["boundary"]
CI = SNAPSHOT["ci"]


@dataclass(frozen=True)
class _Keep:
    exports: dict[str, object]
    key: str

    def __call__(self, value: object) -> None:
        self.exports[self.key] = value


def _declared(mocks: AwsMocks, compared: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in mocks.readable().items() if key in compared}


def test_network(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Two zones have a public subnet with a NAT gateway each, and a private one that leads out through it."""
    declare(create_foundation)

    assert _declared(mocks, NETWORK) == NETWORK
    assert "internet" in mocks.after["aws:ec2/natGateway:NatGateway", "nat-us-east-1a"]


def test_endpoints(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """What every start of a task needs is reached without the internet."""
    declare(create_foundation)

    assert _declared(mocks, ENDPOINTS) == ENDPOINTS


def test_load_balancer(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """The load balancer takes HTTPS, sends HTTP there, and says 404 where no module is."""
    declare(create_foundation)

    assert _declared(mocks, BALANCER) == BALANCER
    after = mocks.after["aws:lb/loadBalancer:LoadBalancer", "balancer"]
    assert {"access-logs-policy", "internet"} < set(after)


def test_access_logs(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Requests are written down where only the load balancer writes, for 90 days."""
    declare(create_foundation)

    assert _declared(mocks, ACCESS_LOGS) == ACCESS_LOGS


def test_what_is_kept(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Images, logs and alarms are encrypted with the key of the environment."""
    declare(create_foundation, log_retention_days="90")

    assert _declared(mocks, KEEPING) == KEEPING


def test_row_106_container_insights(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """The cluster counts what every task does, into a log that is there first."""
    declare(create_foundation)

    assert _declared(mocks, RUNNING) == RUNNING
    assert mocks.after["aws:ecs/cluster:Cluster", "cluster"] == ["insights"]


def test_flow_logs(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Every connection is written down, by a role that can do nothing else."""
    declare(create_foundation)

    assert _declared(mocks, FLOW_LOGS) == FLOW_LOGS


def test_boundary(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """What workloads may do at most is bound to their environment."""
    declare(create_foundation)

    assert _declared(mocks, BOUNDARY) == BOUNDARY


def test_ci(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Workflows of one repository, in one environment of GitHub, may push and deploy to this environment."""
    declare(create_foundation, github_repository="acme/shop", state_bucket="arn:aws:s3:::state/prod/")

    assert _declared(mocks, CI) == CI


def test_nothing_else(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """What is not compared above is components; without a repository of GitHub nothing lets CI in."""
    declare(create_foundation)

    compared = {
        **NETWORK,
        **ENDPOINTS,
        **BALANCER,
        **ACCESS_LOGS,
        **KEEPING,
        **RUNNING,
        **FLOW_LOGS,
        **BOUNDARY,
    }
    assert {key: value for key, value in mocks.readable().items() if key not in compared} == {
        "LoadBalancer load-balancer": {},
        "Network network": {},
    }


def test_without_encryption(mocks: AwsMocks, declare: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the configuration gives encryption up, the load balancer takes HTTP, and the program says so."""
    warnings: list[str] = []
    monkeypatch.setattr(pulumi, "warn", lambda text, _resource: warnings.append(text))
    urls: list[str] = []

    declare(
        lambda: pulumi.Output.from_input(create_foundation()["url"]).apply(lambda url: urls.append(str(url))),
        allow_http="true",
    )

    found = mocks.readable()
    assert urls == ["http://prod--balancer.elb.amazonaws.com"]
    assert warnings == ["The load balancer serves without encryption, as `pantstack:allow_http` says."]
    assert [each["fromPort"] for each in found["SecurityGroup balancer-sg"]["ingress"]] == [80]
    assert {key: value for key, value in found.items() if key.startswith("Listener")} == {
        "Listener listener": {
            "loadBalancerArn": "arn:aws:lb:us-east-1:123456789012:prod--balancer",
            "port": 80,
            "protocol": "HTTP",
            "defaultActions": BALANCER["Listener listener"]["defaultActions"],
        }
    }


def test_options(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """One NAT gateway for all, no endpoints at a price, nothing protected, a name, people who are notified."""
    declare(
        create_foundation,
        nat_per_zone="false",
        endpoints="[]",
        protect="false",
        hosted_zone="Z1",
        alarm_emails='["ops@example.com"]',
        oidc_provider="arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
        github_repository="acme/shop",
        task_rights='[{"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::invoices/*"]}]',
    )

    found = mocks.readable()
    assert [key for key in found if key.startswith("NatGateway")] == ["NatGateway nat-us-east-1a"]
    assert [found[f"Route private-us-east-1{zone}-nat"]["natGatewayId"] for zone in "ab"] == ["nat-us-east-1a-id"] * 2
    assert [key for key in found if key.startswith("VpcEndpoint")] == ["VpcEndpoint s3-endpoint"]
    assert "SecurityGroup endpoints-sg" not in found
    assert found["LoadBalancer balancer"]["enableDeletionProtection"] is False
    assert found["Bucket access-logs"]["forceDestroy"] is True
    assert found["Record name"] == {
        "zoneId": "Z1",
        "name": "api.example.com",
        "type": "A",
        "aliases": [
            {
                "name": "prod--balancer.elb.amazonaws.com",
                "zoneId": "prod--balancer-zone",
                "evaluateTargetHealth": True,
            }
        ],
    }
    assert found["TopicSubscription alarms-ops@example.com"] == {
        "topic": "arn:aws:sns:us-east-1:123456789012:prod--alarms",
        "protocol": "email",
        "endpoint": "ops@example.com",
    }
    assert "OpenIdConnectProvider github" not in found
    assert found["Role ci"]["assumeRolePolicy"]["Statement"][0]["Principal"] == {
        "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    }
    assert found["Policy boundary"]["policy"]["Statement"][-1] == {
        "Sid": "Requested1",
        "Effect": "Allow",
        "Action": ["s3:GetObject"],
        "Resource": ["arn:aws:s3:::invoices/*"],
    }


def test_exports(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Modules find all that they look for."""
    assert mocks
    exports: dict[str, object] = {}

    def program() -> None:
        for key, value in create_foundation().items():
            pulumi.Output.from_input(value).apply(_Keep(exports, key))

    declare(program, github_repository="acme/shop")

    assert exports == {
        "account": "123456789012",
        "alarms": "arn:aws:sns:us-east-1:123456789012:prod--alarms",
        "boundary": "arn:aws:iam:us-east-1:123456789012:prod--boundary",
        "ci_role": "arn:aws:iam:us-east-1:123456789012:prod--ci",
        "cluster": "arn:aws:ecs:us-east-1:123456789012:pantstack-prod",
        "cluster_name": "pantstack-prod",
        "key": "arn:aws:kms:us-east-1:123456789012:key",
        "listener": "arn:aws:lb:us-east-1:123456789012:listener",
        "listener_port": 443,
        "load_balancer": "suffix/prod--balancer",
        "load_balancer_group": "balancer-sg-id",
        "private_subnets": ["private-us-east-1a-id", "private-us-east-1b-id"],
        "region": "us-east-1",
        "registry": "123456789012.dkr.ecr.us-east-1.amazonaws.com/prod",
        "repositories": {"orders": "arn:aws:ecr:us-east-1:123456789012:prod/orders"},
        "url": "https://api.example.com",
        "vpc": "vpc-id",
        "vpc_cidr": "10.0.0.0/16",
    }
    assert set(Foundation.__dataclass_fields__) < set(exports)
