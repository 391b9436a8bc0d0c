"""The foundation of an environment: what it gives to the modules, and that it goes last."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pantstack.deploy.runner import records
from pantstack.deploy.runner.errors import UsageError

if TYPE_CHECKING:
    from pantstack.deploy.runner.plan import Plan
    from pantstack.deploy.runner.records import Found

_REGISTRY: Final = re.compile(r"[a-z0-9][a-z0-9.:-]*(/[a-z0-9][a-z0-9._-]*)*")


def check_destroy(plan: Plan) -> None:
    """Refuse to take the foundation away from beneath modules that stay.

    Args:
        plan: the plan.

    Raises:
        UsageError: if there are any.
    """
    name = plan.environment.foundation_name
    taken = {module.name for module in plan.modules}
    if plan.action != "destroy" or name not in taken:
        return
    others = (each for each in records.modules(plan) if each not in taken)
    stay = [each for each in others if not _is_down(records.of(plan, each))]
    if stay:
        verb = "is" if len(stay) == 1 else "are"
        raise UsageError(
            f"{', '.join(stay)} {verb} not known to be down in {plan.environment.name}, and {verb} built on its"
            f" foundation, {plan.environment.foundation}.\nTake {'it' if len(stay) == 1 else 'them'} down as well:"
            " name all of them beside the foundation."
        )


def _is_down(found: Found) -> bool:
    """Whether nothing of a module is left: a deploy that failed may have left something."""
    newest = found.newest
    return newest is not None and newest.action == "destroy" and newest.result == "succeeded"
