"""Everything that a run of the benchmark measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.checker.measuring.commands import Cost
from benchmarks.checker.scenarios import Row

FLOOR, LIST, CHECKED = "the checker skipped", "`./pants list ::`", "the checker"


@dataclass(frozen=True)
class TreeFigures:
    """What tools cost in a tree.

    Attributes:
        title: of its table.
        about: the tree in words.
        notes: what a reader has to know of tools, by their names.
        has_goals: whether it is large enough that how a tool starts does not decide.
    """

    title: str
    about: str
    rows: tuple[Row, ...]
    notes: tuple[tuple[str, str], ...] = ()
    has_goals: bool = True

    def cost(self, tool: str, scenario: str) -> Cost | None:
        """Return what a tool cost, by the beginning of its name; None where it has no figures."""
        found = (row.cost for row in self.rows if row.tool.startswith(tool) and row.scenario == scenario)
        return next(found, None)


@dataclass(frozen=True)
class Point:
    """What a tool cost in a tree of some size, with nothing remembered."""

    files: int
    tool: str
    cost: Cost


@dataclass(frozen=True)
class PantsRow:
    """What a command of Pants cost; CPU time and memory are those of the daemon.

    Attributes:
        command: one of the three above.
    """

    command: str
    scenario: str
    cost: Cost


@dataclass(frozen=True)
class Output:
    """What another benchmark printed."""

    title: str
    text: str


@dataclass(frozen=True)
class Figures:
    """All of it.

    Attributes:
        machine: with the date, in one line.
        command: that measures the same again.
        default: the tree that the goals are about.
        others: further trees; the two with and without stars by their titles.
    """

    machine: str
    command: str
    default: TreeFigures
    others: tuple[TreeFigures, ...] = ()
    curve: tuple[Point, ...] = ()
    pants: tuple[PantsRow, ...] = ()
    outputs: tuple[Output, ...] = ()

    @property
    def trees(self) -> Iterator[TreeFigures]:
        """All trees, the default one first."""
        yield self.default
        yield from self.others

    def in_pants(self, command: str, scenario: str) -> Cost | None:
        """Return what a command of Pants cost; None if it did not run."""
        found = (row.cost for row in self.pants if (row.command, row.scenario) == (command, scenario))
        return next(found, None)
