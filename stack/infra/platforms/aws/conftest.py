"""Mocks of AWS: every resource gets an ARN, and what was declared can be compared whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pulumi
import pytest
from pulumi.runtime.mocks import MockMonitor

from stack.infra.conftest import Mocks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ACCOUNT: Final = "123456789012"
REGION: Final = "us-east-1"
DIGEST: Final = f"sha256:{'a' * 64}"
FOUNDATION: Final[Mapping[str, object]] = {
    "account": ACCOUNT,
    "alarms": "arn:alarms",
    "boundary": "arn:boundary",
    "cluster": "arn:cluster",
    "cluster_name": "pantstack-prod",
    "key": "arn:aws:kms:us-east-1:123456789012:key/1",
    "listener": "arn:listener",
    "listener_port": 443,
    "load_balancer": "app/prod--balancer/1",
    "load_balancer_group": "sg-balancer",
    "private_subnets": ["subnet-1", "subnet-2"],
    "region": REGION,
    "repositories": {"orders": "arn:repository/orders"},
    "url": "https://api.example.com",
    "vpc": "vpc-1",
    "vpc_cidr": "10.0.0.0/16",
}
CONFIG: Final[Mapping[str, str]] = {
    "pantstack:environment": "prod",
    "pantstack:platform": "aws",
    "pantstack:image": f"registry/prod/orders@{DIGEST}",
    "aws:region": REGION,
}
_JSON: Final = ("assumeRolePolicy", "containerDefinitions", "policy", "redrivePolicy")


class AwsMocks(Mocks):
    """Records what a program declares on AWS.

    Attributes:
        foundation: what the foundation's stack exports.
        after: names of what a resource waits for, by type and name.
        ignored: the properties whose changes a resource ignores, by type and name.
    """

    def __init__(self) -> None:
        super().__init__()
        self.foundation: dict[str, object] = dict(FOUNDATION)
        self.after: dict[tuple[str, str], list[str]] = {}
        self.ignored: dict[tuple[str, str], list[str]] = {}

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        """Give a resource what AWS would give it."""
        id_, outputs = super().new_resource(args)
        if args.typ == "pulumi:pulumi:StackReference":
            return id_, {**outputs, "outputs": self.foundation}
        named = args.inputs.get("name", args.name)
        given = {
            "name": named,
            "arn": f"arn:aws:{args.typ.split(':')[1].split('/')[0]}:{REGION}:{ACCOUNT}:{named}",
            "arnSuffix": f"suffix/{named}",
            "dnsName": f"{named}.elb.amazonaws.com",
            "keyId": f"{named}-key-id",
            "url": f"https://{named}",
            "zoneId": f"{named}-zone",
        }
        return id_, {**given, **args.inputs}

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """Say whose account it is."""
        assert args.token == "aws:index/getCallerIdentity:getCallerIdentity"  # noqa: S105 - the name of a question
        return {"accountId": ACCOUNT, "arn": "arn:me", "id": ACCOUNT, "userId": "me"}, []

    def readable(self, word: str = "") -> dict[str, Any]:
        """What was declared, by the last part of its type and its name, with JSON read.

        Args:
            word: what the type or the name must contain.
        """
        found = {f"{typ.split(':')[-1]} {name}": _read(inputs) for (typ, name), inputs in self.made.items()}
        return {key: value for key, value in found.items() if word in key}


class Monitor(MockMonitor):
    """Records what the mocks do not get: the options of a resource."""

    def RegisterResource(self, request: Any) -> Any:  # noqa: ANN401, N802 - Pulumi's own
        """Take a resource in."""
        assert isinstance(self.mocks, AwsMocks)
        key = (request.type, request.name)
        self.mocks.after[key] = sorted({urn.rpartition("::")[2] for urn in request.dependencies})
        self.mocks.ignored[key] = list(request.ignoreChanges)
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]


def _read(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {key: json.loads(value) if key in _JSON else value for key, value in inputs.items() if value is not None}


@pytest.fixture(name="mocks")
def _mocks() -> AwsMocks:
    """Mocks of AWS in place of the engine."""
    mocks = AwsMocks()
    pulumi.runtime.set_mocks(mocks, project="orders", stack="prod", monitor=Monitor(mocks))
    return mocks


@pytest.fixture(name="declare")
def _declare(mocks: AwsMocks) -> Callable[..., None]:
    """Runs a program under a configuration."""
    assert mocks

    def declare(program: Callable[[], object], **config: str) -> None:
        pulumi.runtime.set_all_config({**CONFIG, **{f"pantstack:{key}": value for key, value in config.items()}})

        @pulumi.runtime.test  # type: ignore[untyped-decorator]
        def run() -> None:
            program()

        run()

    return declare
