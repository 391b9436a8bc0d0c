"""Checks of what a program asks for on AWS, before anything is declared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pulumi

if TYPE_CHECKING:
    from stack.infra.platforms.aws.names import Names
    from stack.infra.requirements import Permission, Requirements, Scaling, Size

_GIB: Final = 1024
# What Fargate gives: memory in MiB by CPU units.
_SIZES: Final = {
    256: (_GIB // 2, _GIB, 2 * _GIB),
    512: range(_GIB, 4 * _GIB + 1, _GIB),
    1024: range(2 * _GIB, 8 * _GIB + 1, _GIB),
    2048: range(4 * _GIB, 16 * _GIB + 1, _GIB),
    4096: range(8 * _GIB, 30 * _GIB + 1, _GIB),
    8192: range(16 * _GIB, 60 * _GIB + 1, 4 * _GIB),
    16384: range(32 * _GIB, 120 * _GIB + 1, 8 * _GIB),
}
# Partition, service, region, account, and something of its own before any wildcard.
_RESOURCE: Final = re.compile(r"arn:[\w-]+:[\w-]+:[\w-]*:\d*:[\w$./-]\S*")
_SECRET: Final = re.compile(r"(arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:([\w/+=.@-]+))(?::[^:]*:[^:]*:[^:]*)?")
_PARAMETER: Final = re.compile(r"(arn:[\w-]+:ssm:[\w-]+:\d{12}:parameter/([\w./-]+))")


def check_requirements(workload: str, names: Names, requirements: Requirements) -> None:
    """Check all requirements that are known by now; outputs are checked when they are known.

    Raises:
        pulumi.RunError: if AWS cannot give it, or should not.
    """
    _check_size(workload, requirements.size)
    _check_scaling(workload, requirements.scaling)
    for index, permission in enumerate(requirements.permissions, 1):
        _check_permission(workload, index, permission)
    for variable, arn in requirements.secrets.items():
        if isinstance(arn, str):
            secret_arn(workload, names, variable, arn)


def resource_arn(workload: str, index: int, arn: str) -> str:
    """Return the ARN of a permission, if it names a resource.

    Raises:
        pulumi.RunError: if it is not.
    """
    # A pattern may stand for the objects of a bucket, never for all buckets or all services.
    if not _RESOURCE.fullmatch(arn):
        raise pulumi.RunError(
            f"Permission {index} of {workload} is for {arn}, which is not the ARN of a resource.\n"
            "Name the ARN of each resource that the code uses."
        )
    return arn


def secret_arn(workload: str, names: Names, variable: str, arn: str) -> str:
    """Return the ARN of a secret as policies need it, without the part that selects one of its values.

    Raises:
        pulumi.RunError: if it is not the ARN of a secret of the environment.
    """
    match = _SECRET.fullmatch(arn) or _PARAMETER.fullmatch(arn)
    if not match:
        # It is not printed: it may be the secret itself.
        raise pulumi.RunError(
            f"Secret {variable} of {workload} is not the ARN of a secret.\n"
            "Give the ARN of a secret in Secrets Manager or of a parameter in the Parameter Store, never the value."
        )
    if not match[2].startswith(names.secret_prefix):
        raise pulumi.RunError(
            f"Secret {variable} of {workload} does not belong to this environment: {match[2]}.\n"
            f"Keep it under a name that begins with {names.secret_prefix}: the roles of workloads can read no others."
        )
    return match[1]


def _check_size(workload: str, size: Size) -> None:
    known = _SIZES.get(size.cpu)
    if known is None:
        raise pulumi.RunError(
            f"{workload} asks for {size.cpu} CPU units, which Fargate does not offer.\n"
            f"Ask for one of: {', '.join(map(str, _SIZES))}."
        )
    if size.memory not in known:
        raise pulumi.RunError(
            f"{workload} asks for {size.memory} MiB with {size.cpu} CPU units, which Fargate does not offer.\n"
            f"Ask for one of: {', '.join(map(str, known))}."
        )


def _check_scaling(workload: str, scaling: Scaling) -> None:
    if not 1 <= scaling.minimum <= scaling.maximum:
        raise pulumi.RunError(
            f"{workload} asks for {scaling.minimum} to {scaling.maximum} copies.\n"
            "Ask for at least 1, and for a minimum that is not above the maximum."
        )
    if not 1 <= scaling.cpu <= 100 or scaling.requests < 1 or scaling.backlog < 1:  # noqa: PLR2004 - percent
        raise pulumi.RunError(
            f"{workload} scales at {scaling.cpu} % of the processor, {scaling.requests} requests and "
            f"{scaling.backlog} messages.\nGive a percentage from 1 to 100, and at least 1 of the others."
        )


def _check_permission(workload: str, index: int, permission: Permission) -> None:
    wildcards = [action for action in permission.actions if "*" in action or "?" in action]
    if wildcards or not permission.actions:
        problem = f"has a wildcard: {wildcards[0]}" if wildcards else "names no action"
        raise pulumi.RunError(
            f"Permission {index} of {workload} {problem}.\nName each action that the code uses, such as s3:GetObject."
        )
    if not permission.resources:
        raise pulumi.RunError(
            f"Permission {index} of {workload} names no resource.\nName the ARN of each resource that the code uses."
        )
    for arn in permission.resources:
        if isinstance(arn, str):
            resource_arn(workload, index, arn)
