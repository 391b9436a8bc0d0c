"""Promotion: modules with the artifacts that another environment runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pantstack_runner.artifacts import artifacts
from pantstack_runner.base.errors import UserError
from pantstack_runner.records import records

if TYPE_CHECKING:
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module
    from pantstack_runner.records.record import Record


def promote(origin: Context, module: Module) -> Module:
    """Return a module with the artifacts of its last deploy in another environment.

    Raises:
        UserError: if that deploy was not good, or its artifacts are gone.
    """
    history = records.read_records(origin, module.name, limit=1)
    where = f"{module.name} in {origin.environment.name}"
    if history.problems:
        problem = history.problems[0]
        raise UserError(problem.message, f"Deploy {where} again: only a good deploy is promoted.", problem.location)
    newest = history.newest
    if newest is None:
        raise UserError(f"{where} was never deployed, so nothing can be promoted.", "Deploy it there first.")
    if not newest.is_good:
        fact = "was taken down" if newest.action == "destroy" else "was not brought up by its last deploy"
        raise UserError(f"{where} {fact} ({newest.name}), so it is not promoted.", "Deploy it there again first.")
    return as_recorded(origin, module, newest).model_copy(update={"promoted_from": origin.environment.name})


def as_recorded(context: Context, module: Module, record: Record) -> Module:
    """Return a module with the artifacts of a record, which have to be there."""
    for artifact in record.artifacts:
        artifacts.ensure_artifact(context, module, artifact)
    return module.model_copy(update={name: getattr(record, name) for name in ("artifacts", "commit", "dirty", "gates")})
