"""The foundation of an environment: the registry that it provides, and that it is destroyed last."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pantstack_runner.errors import UserError
from pantstack_runner.records import records

if TYPE_CHECKING:
    from pantstack_runner.context import Context
    from pantstack_runner.contract.plan import Plan
    from pantstack_runner.records.records import RecordHistory

_REGISTRY: Final = re.compile(r"[a-z0-9][a-z0-9.:-]*(/[a-z0-9][a-z0-9._-]*)*")


def check_destroy(plan: Plan) -> None:
    """Raise if the foundation would be destroyed before modules that depend on it.

    Raises:
        UserError: if there are any.
    """
    name = plan.environment.foundation_name
    taken = {module.name for module in plan.modules}
    if plan.action != "destroy" or name not in taken:
        return
    others = (other for other in records.recorded_modules(plan.context) if other not in taken)
    staying = [other for other in others if not _is_down(records.read_records(plan.context, other))]
    if staying:
        verb = "is" if len(staying) == 1 else "are"
        raise UserError(
            f"{', '.join(staying)} {verb} not known to be down in {plan.environment.name}, and {verb} built on its"
            f" foundation, {plan.environment.foundation}.",
            f"Take {'it' if len(staying) == 1 else 'them'} down as well: name all of them beside the foundation.",
        )


def check_registry(plan: Plan) -> None:
    """Raise if images are to be deployed to AWS without a registry, before anything happens.

    Args:
        plan: the plan, with all that is to be deployed.

    Raises:
        UserError: if that is so.
    """
    images = any(artifact.kind == "docker" for module in plan.modules for artifact in module.artifacts)
    if plan.action not in {"up", "preview"} or plan.environment.platform != "aws" or not images:
        return
    # One that is laid in the same run gives it before it is needed.
    if plan.environment.foundation_name not in {module.name for module in plan.modules}:
        require_registry(plan.context)


def require_registry(context: Context) -> str | None:
    """Return the registry for images; on AWS there has to be one, elsewhere None is this machine's daemon.

    Raises:
        UserError: if there is none on AWS.
    """
    known = registry(context)
    environment = context.environment
    if known or environment.platform != "aws":
        return known
    if not environment.foundation:
        raise UserError(
            f'Environment "{environment.name}" has no `registry` for images, nor a `foundation` that makes one.',
            'Add for instance `foundation="stack/infra/foundation"` to it in BUILD at the root.',
        )
    raise UserError(
        f'Environment "{environment.name}" has no registry for images yet: it is an output of its foundation.',
        f"Deploy the foundation first: ./pants deploy {environment.foundation} --env={environment.name}",
    )


def registry(context: Context) -> str | None:
    """Return the registry for images, None for none: that of the environment, else on AWS that of its foundation."""
    environment = context.environment
    if environment.registry or environment.platform != "aws" or not environment.foundation:
        return environment.registry
    history = records.read_records(context, environment.foundation_name)
    good = next((record for record in history.records if record.is_good), None)
    output = None if good is None or _is_down(history) else good.outputs.get("registry")
    return output if isinstance(output, str) and _REGISTRY.fullmatch(output) else None


def _is_down(history: RecordHistory) -> bool:
    """Return whether nothing of a module is left; a failed deploy may have left something."""
    newest = history.newest
    return newest is not None and newest.action == "destroy" and newest.result == "succeeded"
