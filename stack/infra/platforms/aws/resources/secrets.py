"""Secrets of a workload: ECS reads them from where they are kept, no program ever sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from stack.infra.platforms.aws import checks
from stack.infra.platforms.aws.policies import Statement

if TYPE_CHECKING:
    from stack.infra.platforms.aws.workload import Workload


def statements(workload: Workload) -> list[Statement]:
    """Return the permissions to read the secrets of a workload, and no others."""
    if not workload.requirements.secrets:
        return []
    resources = [_resource(workload, *secret) for secret in sorted(workload.requirements.secrets.items())]
    region = workload.foundation.region
    by = [pulumi.Output.concat(service, ".", region, ".amazonaws.com") for service in ("secretsmanager", "ssm")]
    return [
        # The action of the one service says nothing about resources of the other.
        Statement("Secrets", ["secretsmanager:GetSecretValue", "ssm:GetParameters"], resources),
        Statement(
            "SecretsKey",
            ["kms:Decrypt"],
            [workload.foundation.key],
            conditions={"StringEquals": {"kms:ViaService": by}},
        ),
    ]


def _resource(workload: Workload, variable: str, arn: pulumi.Input[str]) -> pulumi.Output[str]:
    return pulumi.Output.from_input(arn).apply(
        lambda known: checks.secret_arn(workload.name, workload.names, variable, known)
    )
