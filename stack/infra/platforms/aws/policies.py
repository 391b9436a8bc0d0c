"""Policy documents as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pulumi

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Statement:
    """One statement of a policy.

    Attributes:
        sid: what it is for; it names the statement in the policy.
        resources: their ARNs; empty in the trust policy of a role.
        principals: by kind, such as `{"Service": "ecs-tasks.amazonaws.com"}`; empty in the policy of a role.
        conditions: by operator, then by key.
    """

    sid: str
    actions: Sequence[str]
    resources: Sequence[pulumi.Input[str]] = ()
    principals: Mapping[str, pulumi.Input[Any]] | None = None
    conditions: Mapping[str, Mapping[str, pulumi.Input[Any]]] | None = None
    effect: Literal["Allow", "Deny"] = "Allow"

    def plain(self) -> dict[str, Any]:
        """Return the statement with the keys of AWS."""
        parts: dict[str, Any] = {
            "Sid": self.sid,
            "Effect": self.effect,
            "Principal": dict(self.principals) if self.principals else None,
            "Action": list(self.actions),
            "Resource": list(self.resources) or None,
            "Condition": dict(self.conditions) if self.conditions else None,
        }
        return {key: value for key, value in parts.items() if value is not None}


def render_policy(*statements: Statement) -> pulumi.Output[str]:
    """Render a policy as JSON."""
    return pulumi.Output.json_dumps(
        {"Version": "2012-10-17", "Statement": [statement.plain() for statement in statements]}
    )


def render_trust_policy(service: str, account: pulumi.Input[str], source: pulumi.Input[str]) -> pulumi.Output[str]:
    """Render who may assume a role: a service of AWS, and only on behalf of resources of this account.

    Args:
        source: a pattern for the ARN of what the service acts for.
    """
    return render_policy(
        Statement(
            sid="Trust",
            actions=["sts:AssumeRole"],
            principals={"Service": service},
            conditions={"StringEquals": {"aws:SourceAccount": account}, "ArnLike": {"aws:SourceArn": source}},
        )
    )
