"""Modules that run on others: what is beneath them is not taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pantstack_runner.base.errors import UserError
from pantstack_runner.records import records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pantstack_runner.contract.context import Context


def check_destroy(context: Context, dependents: Mapping[str, tuple[str, ...]]) -> None:
    """Raise if a module that stays depends on one that is to be destroyed.

    Args:
        dependents: names of modules that stay, each with those of the destroyed modules that it depends on.

    Raises:
        UserError: if one of them is not known to be down.
    """
    staying = [name for name in dependents if _may_run(context, name)]
    if not staying:
        return
    beneath = sorted({needed for name in staying for needed in dependents[name]})
    one = len(staying) == 1
    raise UserError(
        f"{', '.join(staying)} {'is' if one else 'are'} not known to be down in {context.environment.name}, and"
        f" {'depends' if one else 'depend'} on {', '.join(beneath)}.",
        f"Take {'it' if one else 'them'} down as well, by naming {'it' if one else 'them'} too, or add --force.",
    )


def _may_run(context: Context, module: str) -> bool:
    """Return whether something of a module may be left: it was deployed, and its newest record is no destroy of it."""
    history = records.read_records(context, module, limit=1)
    return bool(history.records or history.problems) and not history.is_down
