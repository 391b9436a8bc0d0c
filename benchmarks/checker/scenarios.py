"""Runs tools in a tree: with nothing remembered, again, and after an edit that changes imports."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.checker.measuring.commands import Cost, TooSlowError, median, run
from benchmarks.checker.tools.model import Tool
from benchmarks.checker.trees.model import Manifest

COLD, WARM, EDIT = "cold", "warm", "after an edit"
SCENARIOS = (COLD, WARM, EDIT)


@dataclass(frozen=True)
class Row:
    """What a tool cost in a scenario.

    Attributes:
        cost: None where it has no figures.
        problem: why there are none, or what it did not find.
    """

    tool: str
    scenario: str
    cost: Cost | None
    found: int = 0
    planted: int = 0
    problem: str = ""


class Turns:
    """Runs tools in turn in one tree, so that other work on the machine is the same for all."""

    def __init__(self, folder: Path, manifest: Manifest, scratch: Path) -> None:
        """Work in a folder that was configured for all tools.

        Args:
            scratch: a folder for what they print.
        """
        self._folder = folder
        self._manifest = manifest
        self._scratch = scratch
        self._edits = 0
        self._clean = (folder / manifest.edited).read_text(encoding="utf-8")

    def rows(self, tools: Sequence[Tool], runs: int, scenarios: Sequence[str] = SCENARIOS) -> Iterator[Row]:
        """Measure every scenario: so many runs with a clock, and one with a look at the memory of all processes."""
        rows: list[Row] = []
        for scenario in scenarios:
            costs: dict[str, list[Cost]] = {tool.name: [] for tool in tools}
            problems: dict[str, Row] = {}
            for turn in range(runs + 1):
                for tool in tools:
                    if tool.name not in problems:
                        self._turn(tool, scenario, costs[tool.name], problems, sample=turn == runs)
            rows += [problems.get(tool.name) or self._row(tool, scenario, costs[tool.name]) for tool in tools]
        self._write(self._clean)
        yield from sorted(rows, key=lambda row: [tool.name for tool in tools].index(row.tool))

    def _turn(self, tool: Tool, scenario: str, costs: list[Cost], problems: dict[str, Row], *, sample: bool) -> None:
        """Run a tool once more, and note why it has no figures."""
        try:
            self._prepare(tool, scenario, first=not costs)
            costs.append(self._run(tool, sample=sample))
        except TooSlowError as error:
            problems[tool.name] = Row(tool.name, scenario, None, problem=str(error))
            return
        problem = self._check(tool, costs[-1])
        if problem is not None:
            problems[tool.name] = Row(tool.name, scenario, None, *problem)

    def _prepare(self, tool: Tool, scenario: str, *, first: bool) -> None:
        if scenario == COLD or first:
            self._write(self._clean)
            self.forget(tool)
        if scenario != COLD and first:
            self._run(tool, sample=False)
        if scenario == EDIT:
            # Each is a new one: a cache that is keyed by content has not seen it.
            self._edits += 1
            line = self._manifest.edit.replace("edited", f"edited_{self._edits}")
            self._write(f"{self._clean}\n\n{line}")

    def forget(self, tool: Tool) -> None:
        """Remove what a tool remembers."""
        for cache in tool.caches:
            shutil.rmtree(self._folder / cache, ignore_errors=True)

    def _write(self, text: str) -> None:
        file = self._folder / self._manifest.edited
        # A file that was just written may be written again within the clock's step: caches read it once more.
        if file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")

    def _run(self, tool: Tool, *, sample: bool) -> Cost:
        return run(tool.command, self._folder, self._scratch, sample=sample)

    def _check(self, tool: Tool, cost: Cost) -> tuple[int, int, str] | None:
        """Return how many violations a tool found, of how many, and what is wrong with that; None if nothing is."""
        expected = tool.expected(self._manifest.planted)
        try:
            found = tool.read(cost.output, self._manifest)
        except (ValueError, KeyError):
            return 0, len(expected), f"ended with {cost.code} and nothing that can be read"
        if found == expected:
            return None
        return len(found & expected), len(expected), f"{len(expected - found)} missed, {len(found - expected)} too many"

    def _row(self, tool: Tool, scenario: str, costs: list[Cost]) -> Row:
        timed, sampled = costs[:-1], costs[-1]
        number = len(self._manifest.planted)
        cost = median(timed)
        both = Cost(cost.cpu, cost.wall, cost.largest, sampled.together)
        return Row(tool.name, scenario, both, number, number)
