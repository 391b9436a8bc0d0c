"""What a tool is to the benchmark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.checker.trees.model import Manifest, Planted

# A file, and the line or the dotted name of what it imports, whichever the tool has; None where it has neither.
Found = frozenset[tuple[str, object]]


@dataclass(frozen=True)
class Tool:
    """A checker, and how it is run in a tree that was configured for it.

    Attributes:
        name: as the table has it, with the version.
        command: its arguments.
        read: returns what it found, from what it printed.
        shows: what it shows of an import beside the file.
        caches: what it remembers between runs, relative to the tree; nothing if it remembers nothing.
        note: what else a reader of the table has to know.
        is_slow: whether it takes many minutes, or much memory, for a large tree.
    """

    name: str
    command: tuple[str, ...]
    read: Callable[[str, Manifest], Found]
    shows: Literal["line", "target", "nothing"] = "line"
    caches: tuple[str, ...] = ()
    note: str = ""
    is_slow: bool = False

    def expected(self, planted: tuple[Planted, ...]) -> Found:
        """Return what it has to find: that and nothing else."""
        return frozenset((each.path, self._shown(each)) for each in planted)

    def _shown(self, planted: Planted) -> object:
        return {"line": planted.line, "target": planted.target, "nothing": None}[self.shows]


def executable(environment: Path, name: str) -> str:
    """Return the path of a command in a virtual environment."""
    return str(environment / "bin" / name)
