"""A facade offers what its lock does not have yet."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.base.locations import Position
from pantstack.boundaries.facades.compare import Change
from pantstack.boundaries.facades.locked import LockedFacade, locked_facades, without_facade
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project

CODE = "stale-facade-lock"


def check(project: Project) -> Iterator[Finding]:
    """Report changes that break nobody and are not in the lock, and locks that are of no use."""
    for facade in locked_facades(project):
        if facade.lock.problem is not None:
            message = f"The lock of the facade of `{facade.module.path}` cannot be read: {facade.lock.problem}."
            help = f"Take it from git again; or delete it, then run: {facade.command}"
            yield _at_lock(facade.path, message, help)
        for change in facade.changes:
            if change.breaks is None:
                yield _finding(facade, change)
    for path in without_facade(project):
        message = "This lock is beside no facade, so nothing is checked by it."
        yield _at_lock(path, message, "Delete it, or move it to the folder of the facade that it is about.")


def _finding(facade: LockedFacade, change: Change) -> Finding:
    promise = facade.promises[change.name]
    line = facade.lock.lines.get(change.name)
    new = f"`{change.name}` in the facade of `{facade.module.path}` is not in its lock."
    other = f"`{change.name}` in the facade of `{facade.module.path}` is not as in its lock, and breaks nobody."
    return Finding(
        promise.path,
        promise.position,
        CODE,
        new if line is None else other,
        f"{facade.path}{'' if line is None else f':{line}'} has what the facade promises.",
        f"Write the lock: {facade.command}",
        f"{facade.module.path}:{change.name}",
        module=facade.module.path,
    )


def _at_lock(path: str, message: str, help: str) -> Finding:
    because = "A facade with a lock is judged by it."
    return Finding(path, Position(1, 1), CODE, message, because, help, path)
