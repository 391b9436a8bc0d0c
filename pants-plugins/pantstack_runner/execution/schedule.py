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
        below = {module.name: names & {*module.after, *module.depends_on} for module in modules}
        above = {name: {other for other, needed in below.items() if name in needed} for name in names}
        self._needs = above if reverse else below
        self._waiting = [module.name for module in modules]
        self._done: set[str] = set()

    def take(self, room: int) -> list[str]:
        """The modules that can begin now.

        Args:
            room: how many at most.
        """
        ready = [name for name in self._waiting if self._needs[name] <= self._done][: max(room, 0)]
        self._waiting = [name for name in self._waiting if name not in ready]
        return ready

    def end(self, name: str, *, good: bool) -> list[str]:
        """Take in that a module ended, and return those that are left out because of it.

        Args:
            name: the module.
            good: whether it went well.
        """
        if good:
            self._done.add(name)
            return []
        lost = {name}
        while fresh := {each for each in self._waiting if each not in lost and self._needs[each] & lost}:
            lost |= fresh
        skipped = [each for each in self._waiting if each in lost]
        self._waiting = [each for each in self._waiting if each not in lost]
        return skipped

    def stop(self) -> list[str]:
        """Begin nothing more, and return what is left out."""
        left, self._waiting = self._waiting, []
        return left
