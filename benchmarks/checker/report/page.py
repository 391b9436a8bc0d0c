"""Writes the page of the benchmark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from benchmarks.checker.measuring.commands import Cost
from benchmarks.checker.report.figures import Figures, TreeFigures
from benchmarks.checker.report.goals import Goal, goals
from benchmarks.checker.scenarios import Row

_HEAD = (
    "# Benchmarks\n\n"
    "Written by `{command}`: no figure here is typed by hand.\n\n"
    "{machine}\n\n"
    "Every tool checks the same rule in the same files: nobody imports the internals of another module. All run in "
    "turn, and each figure is the median of several runs. What a tool has to find was planted; what finds something "
    "else has no figures. CPU time, of all processes of a command, depends least on what else the machine does, so "
    "compare that; seconds are by the clock. Memory is the peak of the largest process, and of all together with "
    "shared pages counted once. Cold: the tool remembers nothing, though the system may have the files in memory. "
    "After an edit: an import of another module's facade was added.\n\n"
    "## Goals\n"
)
_CURVE = (
    "## Size\n\n"
    "CPU time in seconds, cold, of trees that differ in size only.\n\n"
    "![CPU time and memory by the number of files](benchmarks.svg)\n\n"
)
_PANTS = (
    "## In Pants\n\n"
    "The default tree. CPU time is that of the daemon and its client, memory that of the daemon. Cold: there is "
    "neither a daemon nor a cache of Pants.\n\n"
)
_OUTPUTS = "## Other commands\n\n"


def render(figures: Figures) -> str:
    """Render everything that was measured."""
    parts = [_HEAD.format(command=figures.command, machine=figures.machine), _goals(goals(figures))]
    parts += [_tree(tree) for tree in figures.trees]
    if figures.curve:
        parts.append(_CURVE + _curve(figures))
    if figures.pants:
        rows = [(row.command, row.scenario, *_cells(row.cost, together=False)) for row in figures.pants]
        parts.append(_PANTS + _table(("", "", "CPU s", "s", "MB"), rows))
    if figures.outputs:
        blocks = "\n".join(f"{each.title}\n\n```\n{each.text.rstrip()}\n```\n" for each in figures.outputs)
        parts.append(_OUTPUTS + blocks)
    return "\n".join(parts)


def _goals(found: Iterable[Goal]) -> str:
    rows = [(each.text, f"at most {each.limit:g} {each.unit}", _measured(each), each.reached) for each in found]
    return _table(("", "goal", "measured", "reached"), rows)


def _measured(goal: Goal) -> str:
    return "" if goal.measured is None else f"{goal.measured:.{0 if goal.unit == 'MB' else 2}f} {goal.unit}"


def _tree(tree: TreeFigures) -> str:
    rows: list[tuple[str, ...]] = []
    for tool, group in groupby(tree.rows, lambda row: row.tool):
        found = list(group)
        # What has no figures has none for one reason, mostly.
        same = len({(row.cost, row.problem) for row in found}) == 1 and found[0].cost is None
        shown = [("", found[0])] if same else [(row.scenario, row) for row in found]
        rows += [(tool if not number else "", name, *_row(row)) for number, (name, row) in enumerate(shown)]
    notes = "".join(f"- {tool}: {note}.\n" for tool, note in tree.notes)
    table = _table(("", "", "CPU s", "s", "MB", "MB together", "found"), rows)
    return f"## {tree.title}\n\n{tree.about}\n\n{table}" + (f"\n{notes}" if notes else "")


def _row(row: Row) -> tuple[str, ...]:
    if row.cost is None:
        return "", "", "", "", row.problem
    return *_cells(row.cost), f"{row.found} of {row.planted}"


def _cells(cost: Cost, *, together: bool = True) -> tuple[str, ...]:
    more = (f"{cost.together:.0f}",) if together else ()
    return f"{cost.cpu:.2f}", f"{cost.wall:.2f}", f"{cost.largest:.0f}", *more


def _curve(figures: Figures) -> str:
    sizes = sorted({point.files for point in figures.curve})
    by_tool: dict[str, dict[int, str]] = {}
    for point in figures.curve:
        by_tool.setdefault(point.tool, {})[point.files] = f"{point.cost.cpu:.2f}"
    rows = [(tool, *(costs.get(size, "") for size in sizes)) for tool, costs in by_tool.items()]
    return _table(("files", *(f"{size:,}" for size in sizes)), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown: names to the left, figures to the right."""
    marks = ("---" if name in {"", "files", "goal"} else "---:" for name in head)
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join(marks)}|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"
