"""The facades that have a lock, and how they differ from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pantstack.boundaries.facades import lockfile
from pantstack.boundaries.facades.compare import Change, changes
from pantstack.boundaries.facades.describe import describe
from pantstack.boundaries.facades.lockfile import Lock
from pantstack.boundaries.facades.model import Promises
from pantstack.boundaries.resolver.project import Project
from pantstack.declarations.model import Module

COMMAND = "./pants modules --lock-facades"


@dataclass(frozen=True)
class LockedFacade:
    """A facade with its lock.

    Attributes:
        path: of the lock.
    """

    module: Module
    path: str
    lock: Lock
    promises: Promises

    @property
    def changes(self) -> tuple[Change, ...]:
        """How the facade of today differs from the lock; nothing where that cannot be read."""
        if self.lock.problem is not None:
            return ()
        return changes(self.lock.names, {name: promise.text for name, promise in self.promises.items()})

    @property
    def command(self) -> str:
        """What writes the lock."""
        return f"{COMMAND} {self.module.path}"


def locked_facades(project: Project) -> Iterator[LockedFacade]:
    """Yield the facades that have a lock, by the paths of their modules."""
    for module in project.catalog.modules if project.facade_locks else ():
        path = lockfile.lock_path(module)
        if path is not None and path in project.facade_locks:
            lock = lockfile.parse(project.facade_locks[path])
            yield LockedFacade(module, path, lock, describe(project, module, project.definitions))


def without_facade(project: Project) -> tuple[str, ...]:
    """Return the paths of locks that no facade is beside."""
    known = {lockfile.lock_path(module) for module in project.catalog.modules} if project.facade_locks else set()
    return tuple(path for path in sorted(project.facade_locks) if path not in known)
