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
_THING: Final = re.compile(r"arn:[\w-]+:[\w-]+:[\w-]*:\d*:[\w$./-]\S*")
_SECRET: Final = re.compile(r"(arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:([\w/+=.@-]+))(?::[^:]*:[^:]*:[^:]*)?")
_PARAMETER: Final = re.compile(r"(arn:[\w-]+:ssm:[\w-]+:\d{12}:parameter/([\w./-]+))")


def requirements(workload: str, names: Names, asked: Requirements) -> None:
    """Check all requirements that are known by now; outputs are checked when they are known.

    Args:
        workload: the workload's name.
        names: how things are called in the environment.
        asked: what it asks for.

    Raises:
        pulumi.RunError: if AWS cannot give it, or should not.
    """
    _size(workload, asked.size)
    _scaling(workload, asked.scaling)
    for index, each in enumerate(asked.permissions, 1):
        _permission(workload, index, each)
    for variable, arn in asked.secrets.items():
        if isinstance(arn, str):
            secret(workload, names, variable, arn)


def thing(workload: str, index: int, arn: str) -> str:
    """Return the ARN of a permission, if it names a resource.

    Args:
        workload: the workload's name.
        index: the number of the permission, from 1 on.
        arn: what was said.

    Raises:
        pulumi.RunError: if it is not.
    """
    # A pattern may stand for the objects of a bucket, never for all buckets or all services.
    if not _THING.fullmatch(arn):
        raise pulumi.RunError(
            f"Permission {index} of {workload} is for {arn}, which is not the ARN of a resource.\n"
            "Name the ARN of each resource that the code uses."
        )
    return arn


def secret(workload: str, names: Names, variable: str, arn: str) -> str:
    """Return the ARN of a secret as policies need it, without the part that selects one of its values.

    Args:
        workload: the workload's name.
        names: how things are called in the environment.
        variable: the environment variable that is to have its value.
        arn: what was said.

    Raises:
        pulumi.RunError: if it is not the ARN of a secret of the environment.
    """
    match = _SECRET.fullmatch(arn) or _PARAMETER.fullmatch(arn)
    if not match:
        # What was said is not shown: it may be the secret itself.
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


def _size(workload: str, size: Size) -> None:
    known = _SIZES.get(size.cpu)
    if known is None:
        raise pulumi.RunError(
            f"{workload} asks for {size.cpu} CPU units, which Fargate does not offer.\n"
            f"Ask for one of: {', '.join(str(each) for each in _SIZES)}."
        )
    if size.memory not in known:
        raise pulumi.RunError(
            f"{workload} asks for {size.memory} MiB with {size.cpu} CPU units, which Fargate does not offer.\n"
            f"Ask for one of: {', '.join(str(each) for each in known)}."
        )


def _scaling(workload: str, scaling: Scaling) -> None:
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


def _permission(workload: str, index: int, permission: Permission) -> None:
    wild = [each for each in permission.actions if "*" in each or "?" in each]
    if wild or not permission.actions:
        raise pulumi.RunError(
            f"Permission {index} of {workload} {f'has a wildcard: {wild[0]}' if wild else 'names no action'}.\n"
            "Name each action that the code uses, such as s3:GetObject."
        )
    if not permission.resources:
        raise pulumi.RunError(
            f"Permission {index} of {workload} names no resource.\nName the ARN of each resource that the code uses."
        )
    for arn in permission.resources:
        if isinstance(arn, str):
            thing(workload, index, arn)
