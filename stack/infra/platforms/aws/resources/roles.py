"""The two roles of a workload: one for ECS to start it, one for its code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pulumi
import pulumi_aws as aws

from stack.infra.platforms.aws import checks
from stack.infra.platforms.aws.policies import Statement, render_policy, render_trust_policy
from stack.infra.platforms.aws.resources import secrets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stack.infra.platforms.aws.workload import Workload
    from stack.infra.requirements import Permission

# AWS binds these to no resource.
_SIGN_IN: Final = Statement("SignIn", ["ecr:GetAuthorizationToken"], ["*"])
_TRACES: Final = Statement(
    "Traces",
    [
        "xray:PutTraceSegments",
        "xray:PutTelemetryRecords",
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
    ],
    ["*"],
)


def create_execution_role(workload: Workload, logs: aws.cloudwatch.LogGroup) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
    """Create the role with which ECS pulls the image, reads the secrets and writes the logs of this workload."""
    role = _role(workload, "execution")
    policy = _policy(
        workload,
        "execution",
        role,
        [
            _SIGN_IN,
            Statement(
                "Image",
                ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                [workload.foundation.repository(pulumi.get_project())],
            ),
            Statement(
                "Logs",
                ["logs:CreateLogStream", "logs:PutLogEvents"],
                # A stream is named after its task.
                [pulumi.Output.concat(logs.arn, ":log-stream:*")],
            ),
            *secrets.statements(workload),
        ],
    )
    return role, policy


def create_task_role(
    workload: Workload, further: Sequence[Statement]
) -> tuple[aws.iam.Role, aws.iam.RolePolicy | None]:
    """Create the role of the workload's code, with the permissions that the program and the platform ask for."""
    role = _role(workload, "task")
    requested = [
        _statement(workload, index, permission) for index, permission in enumerate(workload.requirements.permissions, 1)
    ]
    statements = [*([_TRACES] if workload.traces else []), *further, *requested]
    return role, _policy(workload, "task", role, statements) if statements else None


def _role(workload: Workload, kind: str) -> aws.iam.Role:
    foundation = workload.foundation
    source = pulumi.Output.concat("arn:aws:ecs:", foundation.region, ":", foundation.account, ":*")
    return aws.iam.Role(
        f"{workload.name}-{kind}",
        path=workload.names.role_path,
        assume_role_policy=render_trust_policy("ecs-tasks.amazonaws.com", foundation.account, source),
        permissions_boundary=foundation.boundary,
        opts=workload.opts,
    )


def _policy(workload: Workload, kind: str, role: aws.iam.Role, statements: Sequence[Statement]) -> aws.iam.RolePolicy:
    return aws.iam.RolePolicy(
        f"{workload.name}-{kind}-policy", role=role.name, policy=render_policy(*statements), opts=workload.opts
    )


def _statement(workload: Workload, index: int, permission: Permission) -> Statement:
    arns = [
        pulumi.Output.from_input(resource).apply(lambda arn: checks.resource_arn(workload.name, index, arn))
        for resource in permission.resources
    ]
    return Statement(f"Requested{index}", permission.actions, arns)
