"""Services of this machine that this work tree started, and of which no state knows any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pantstack_runner.base.errors import FailedError
from pantstack_runner.health import liveness
from pantstack_runtime import marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pantstack_runner.contract.context import Context
    from pantstack_runtime.marks import MarkedService


def find_forgotten(context: Context, module: str) -> list[MarkedService]:
    """Return what runs of a module in an environment besides what its state knows.

    Raises:
        FailedError: if its state cannot be read.
    """
    return _without_known(context, module, marks.started_from(str(context.home)))


def find_all_forgotten(running: Sequence[MarkedService], places: Iterable[Context]) -> list[MarkedService]:
    """Return what of that which runs is in these environments, and not in a state, where that can be read."""
    found: list[MarkedService] = []
    for place in places:
        here = [each for each in running if each.mark.environment == place.environment.name]
        for module in sorted({each.mark.module for each in here}):
            found += _without_readable(place, module, here)
    return found


def _without_readable(context: Context, module: str, running: Iterable[MarkedService]) -> list[MarkedService]:
    try:
        return _without_known(context, module, running)
    except FailedError:
        # It is not known to be forgotten.
        return []


def _without_known(context: Context, module: str, running: Iterable[MarkedService]) -> list[MarkedService]:
    mine = [each for each in running if (each.mark.module, each.mark.environment) == (module, context.environment.name)]
    if not mine:
        return []
    processes, containers = liveness.processes(context, module) or (), liveness.containers(context, module)
    return [each for each in mine if each.process not in processes and each.container not in containers]
