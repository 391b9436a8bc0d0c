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
    others = (each for each in records.recorded_modules(plan.context) if each not in taken)
    stay = [each for each in others if not _is_down(records.read_records(plan.context, each))]
    if stay:
        verb = "is" if len(stay) == 1 else "are"
        raise UserError(
            f"{', '.join(stay)} {verb} not known to be down in {plan.environment.name}, and {verb} built on its"
            f" foundation, {plan.environment.foundation}.",
            f"Take {'it' if len(stay) == 1 else 'them'} down as well: name all of them beside the foundation.",
        )


def check_registry(plan: Plan) -> None:
    """Raise if images are to be deployed to AWS without a registry, before anything happens.

    Args:
        plan: the plan, with all that is to be deployed.

    Raises:
        UserError: if that is so.
    """
    images = any(each.kind == "docker" for module in plan.modules for each in module.artifacts)
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
    found = registry(context)
    chosen = context.environment
    if found or chosen.platform != "aws":
        return found
    if not chosen.foundation:
        raise UserError(
            f'Environment "{chosen.name}" has no `registry` for images, nor a `foundation` that makes one.',
            'Add for instance `foundation="stack/infra/foundation"` to it in BUILD at the root.',
        )
    raise UserError(
        f'Environment "{chosen.name}" has no registry for images yet: it is an output of its foundation.',
        f"Deploy the foundation first: ./pants deploy {chosen.foundation} --env={chosen.name}",
    )


def registry(context: Context) -> str | None:
    """Return the registry for images, None for none: that of the environment, else on AWS that of its foundation."""
    chosen = context.environment
    if chosen.registry or chosen.platform != "aws" or not chosen.foundation:
        return chosen.registry
    found = records.read_records(context, chosen.foundation_name)
    good = next((each for each in found.records if each.is_good), None)
    said = None if good is None or _is_down(found) else good.outputs.get("registry")
    return said if isinstance(said, str) and _REGISTRY.fullmatch(said) else None


def _is_down(found: RecordHistory) -> bool:
    """Return whether nothing of a module is left; a failed deploy may have left something."""
    newest = found.newest
    return newest is not None and newest.action == "destroy" and newest.result == "succeeded"
