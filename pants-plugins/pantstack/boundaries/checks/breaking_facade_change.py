"""A facade no longer keeps what its lock promises."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.base.locations import Position
from pantstack.boundaries.facades.compare import Change
from pantstack.boundaries.facades.consumers import consumers, format_consumers
from pantstack.boundaries.facades.locked import LockedFacade, locked_facades
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project

CODE = "breaking-facade-change"


def check(project: Project) -> Iterator[Finding]:
    """Report what users of a facade can no longer rely on, where it is defined, or in the lock where it is gone."""
    for facade in locked_facades(project):
        for change in facade.changes:
            if change.breaks is not None:
                yield _finding(project, facade, change)


def _finding(project: Project, facade: LockedFacade, change: Change) -> Finding:
    module, promise = facade.module, facade.promises.get(change.name)
    line = facade.lock.lines.get(change.name, 1)
    users = format_consumers(consumers(project, module, change.name))
    before = facade.lock.names.get(change.name)
    was = f"has `{before}`" if before is not None else "does not have it"
    help = (
        "Keep the old form beside the new one, with @deprecated(until=...), or accept the change:"
        f" {facade.command} --accept-breaking"
    )
    return Finding(
        facade.path if promise is None else promise.path,
        Position(line, 1) if promise is None else promise.position,
        CODE,
        f"`{change.name}` in the facade of `{module.path}` {change.breaks}. {users}",
        f"{facade.path}:{line} {was}.",
        help,
        f"{module.path}:{change.name}",
        module=module.path,
    )
