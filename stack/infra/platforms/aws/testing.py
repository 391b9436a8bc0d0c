"""Mocks of AWS: every resource gets an ARN, and what was declared can be compared whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from stack.infra.contract.testing import Mocks

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pulumi

ACCOUNT: Final = "123456789012"
REGION: Final = "us-east-1"
DIGEST: Final = f"sha256:{'a' * 64}"
# What the foundation of an environment exports, apart from its repositories.
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
    "url": "https://api.example.com",
    "vpc": "vpc-1",
    "vpc_cidr": "10.0.0.0/16",
}


def configuration(module: str) -> dict[str, str]:
    """Return the configuration of an environment on AWS, called `prod`."""
    return {
        "pantstack:environment": "prod",
        "pantstack:platform": "aws",
        "pantstack:image": f"registry/prod/{module}@{DIGEST}",
        "aws:region": REGION,
    }


class AwsMocks(Mocks):
    """Records what a program declares on AWS.

    Attributes:
        foundation: what the foundation's stack exports.
    """

    json_properties: ClassVar[frozenset[str]] = frozenset(
        {"assumeRolePolicy", "containerDefinitions", "policy", "redrivePolicy"}
    )

    def __init__(self, module: str) -> None:
        """Record nothing yet; the foundation knows one module."""
        super().__init__()
        self.foundation: dict[str, object] = {**FOUNDATION, "repositories": {module: f"arn:repository/{module}"}}

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
        """Say whose account it is; answer anything else with what it was about."""
        if args.token == "aws:index/getCallerIdentity:getCallerIdentity":  # noqa: S105 - the name of a question
            return {"accountId": ACCOUNT, "arn": "arn:me", "id": ACCOUNT, "userId": "me"}, []
        return super().call(args)
