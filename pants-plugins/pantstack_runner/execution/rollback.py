"""Rollback: modules as an earlier deploy had them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from pantstack_runner.base.errors import UserError
from pantstack_runner.execution.promotion import as_recorded
from pantstack_runner.records import records

if TYPE_CHECKING:
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module
    from pantstack_runner.records.record import Record
    from pantstack_runner.records.records import RecordHistory


def roll_back(context: Context, module: Module) -> Module:
    """Return a module as the last good deploy before the current one had it, also if it was taken down since.

    Raises:
        UserError: if there is no such deploy, or none that is certain to be it, or its artifacts are gone.
    """
    history = records.read_records(context, module.name)
    earlier = find_earlier(history.records)
    _check_readable(history, earlier, "Restore it from a copy, or remove it and look with --history what is left.")
    if not history.records:
        where = f"{module.name} in {context.environment.name}"
        raise UserError(f"{where} was never deployed, so there is nothing to go back to.", "Deploy it first.")
    return _as_it_was(context, module, earlier)


def restore(context: Context, module: Module) -> Module:
    """Return a module as the last good deploy before the current one had it, unless somebody has taken that down.

    Raises:
        UserError: if there is no such deploy, or none that is certain to be it, or its artifacts are gone.
    """
    history = records.read_records(context, module.name)
    since = since_destroy(history.records)
    earlier = find_earlier(since)
    _check_readable(history, earlier, "Look which deploy was good, and bring it back with --rollback.")
    if earlier is None and len(since) < len(history.records):
        destroy = history.records[len(since)]
        raise UserError(
            f"{module.name} in {context.environment.name} was taken down since its last good deploy ({destroy.name}).",
            f"Bring that back with: ./pants deploy {module.path} --env={context.environment.name} --rollback",
        )
    return _as_it_was(context, module, earlier)


def _check_readable(history: RecordHistory, earlier: Record | None, help: str) -> None:
    """Refuse to go back past a record that cannot be read: it may be of the deploy to go back to.

    Raises:
        UserError: if there is one.
    """
    current = history.records[0].restores if history.records else None
    # They are named by the time at which a deploy began; what the current one brought back says where it stands.
    oldest = min(earlier.name, current or earlier.name) if earlier else ""
    for problem in history.problems:
        if problem.location.rpartition("/")[2] >= f"{oldest}.json":
            raise UserError(problem.message, help, problem.location)


def _as_it_was(context: Context, module: Module, earlier: Record | None) -> Module:
    if earlier is None:
        raise UserError(
            f"No good deploy of {module.name} in {context.environment.name} is older than the current one.",
            f"Look with: ./pants deploy {module.path} --env={context.environment.name} --history",
        )
    return as_recorded(context, module, earlier).model_copy(
        update={"configuration": dict(earlier.configuration), "restores": earlier.name, "expected": None}
    )


def find_earlier(history: tuple[Record, ...]) -> Record | None:
    """Return the newest good record that is older than the current one, the first, and differs from it."""
    if not history:
        return None
    current = history[0]
    # After a rollback the current deploy stands where the one that it brought back stood.
    position = next((record for record in history if record.name == current.restores), current)
    older = [record for record in history if record.is_good and record.began < position.began]
    if not current.is_good:
        return next(iter(older), None)
    same = (current.artifacts, current.configuration)
    return next((record for record in older if (record.artifacts, record.configuration) != same), None)


def since_destroy(history: tuple[Record, ...]) -> tuple[Record, ...]:
    """Return the records, the newest first, since the module was last taken down."""
    return tuple(itertools.takewhile(lambda record: not record.took_down, history))
