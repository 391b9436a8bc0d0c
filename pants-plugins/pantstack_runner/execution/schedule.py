"""The order in which modules are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pantstack_runner.contract.module import Module


class Schedule:
    """The modules of a request: each after those that it needs, and not at all if one of them fails."""

    def __init__(self, modules: Sequence[Module], *, reverse: bool) -> None:
        """Order the modules.

        Args:
            modules: in the order in which they are preferred.
            reverse: whether dependents come first, as for taking down.
        """
        names = {module.name for module in modules}
        dependencies = {module.name: names & {*module.after, *module.depends_on} for module in modules}
        dependents = {name: {other for other, needed in dependencies.items() if name in needed} for name in names}
        self._needs = dependents if reverse else dependencies
        self._waiting = [module.name for module in modules]
        self._done: set[str] = set()

    def take(self, room: int) -> list[str]:
        """Return the modules that can begin now, at most `room`."""
        ready = [name for name in self._waiting if self._needs[name] <= self._done][: max(room, 0)]
        self._waiting = [name for name in self._waiting if name not in ready]
        return ready

    def end(self, name: str, *, good: bool) -> list[str]:
        """Note that a module ended, and return those that are skipped because of it."""
        if good:
            self._done.add(name)
            return []
        lost = {name}
        while more := {other for other in self._waiting if other not in lost and self._needs[other] & lost}:
            lost |= more
        skipped = [other for other in self._waiting if other in lost]
        self._waiting = [other for other in self._waiting if other not in lost]
        return skipped

    def stop(self) -> list[str]:
        """Begin nothing more, and return the modules that are skipped."""
        skipped, self._waiting = self._waiting, []
        return skipped
