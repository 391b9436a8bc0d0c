"""Measures everything and writes docs/benchmarks.md and docs/benchmarks.svg: build-support/test --benchmark checker."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

from benchmarks.checker.generate import PLUGINS, write
from benchmarks.checker.in_pants import PantsTree
from benchmarks.checker.measuring.commands import load
from benchmarks.checker.report.figures import Figures, Output, PantsRow, Point, TreeFigures
from benchmarks.checker.report.goals import NO_STARS, STARS
from benchmarks.checker.report.page import render
from benchmarks.checker.scenarios import COLD, Turns
from benchmarks.checker.tools import environments, tools
from benchmarks.checker.tools.configurations import write_all
from benchmarks.checker.tools.environments import ROOT
from benchmarks.checker.tools.model import Tool
from benchmarks.checker.trees.model import Manifest, Shape, read_manifest
from benchmarks.checker.trees.shapes import SHAPES, sized

COMMAND = "build-support/test --benchmark checker"
# Of the curve; a run takes an hour with these.
SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
# A tree that the slow tools can take, too.
SMALL = 1_001
# A smaller tree has no goals: how a tool starts decides there.
LEAST_BYTES = 10_000_000
OTHERS = {
    "New modules": ("new_module", "`new-module` beside a goal that does nothing, both warm, by the number of modules"),
    "Commands of users": ("run", "The main commands beside their rivals, in this repository"),
}


@dataclass(frozen=True)
class Benchmark:
    """A run of the benchmark.

    Attributes:
        folder: for trees and what tools print.
    """

    arguments: argparse.Namespace
    folder: Path
    ours: Tool
    rivals: tuple[Tool, ...]
    environment: Path

    def figures(self) -> Figures:
        """Measure every part that the arguments name."""
        arguments = self.arguments
        default = sized(SHAPES["default"], arguments.files)
        main = self._tree("The default tree", default)
        others = list(self._others())
        return Figures(
            _machine(self.environment),
            " ".join((COMMAND, *sys.argv[1:])),
            main,
            tuple(others),
            tuple(self._curve()),
            tuple(self._in_pants(default)) if "pants" in arguments.parts else (),
            tuple(self._outputs()),
        )

    def _others(self) -> Iterator[TreeFigures]:
        parts = self.arguments.parts
        if "real" in parts:
            yield self._real()
        if "small" in parts:
            yield self._tree("Every tool, on a small tree", sized(SHAPES["default"], SMALL), all_tools=True)
        if "shapes" in parts:
            for name in ("flat", "deep", "big-files"):
                yield self._tree(f"Shape `{name}`", SHAPES[name])
        if "stars" in parts:
            yield self._tree(STARS, SHAPES["stars"])
            yield self._tree(NO_STARS, replace(SHAPES["stars"], stars=False))

    def _tree(self, title: str, shape: Shape, *, all_tools: bool = False) -> TreeFigures:
        folder = self.folder / title.lower().replace(" ", "-").replace("`", "")
        manifest = write(shape, self.arguments.seed, folder)
        about = (
            f"{manifest.files:,} files of {manifest.size / 1e6:.1f} MB in {len(manifest.modules)} modules with "
            f"{len(manifest.planted)} planted violations: shape `{shape.name}`, seed {self.arguments.seed}."
        )
        return self._measured(title, about, folder, manifest, all_tools=all_tools)

    def _real(self) -> TreeFigures:
        folder = self.folder / "real"
        python = str(self.environment / "bin/python")
        seed = str(self.arguments.seed)
        subprocess.run((python, "-m", "benchmarks.checker.trees.real", str(folder), seed), cwd=ROOT, check=True)
        manifest = read_manifest(folder)
        write_all(manifest, folder, PLUGINS)
        about = (
            f"{manifest.files:,} files of {manifest.size / 1e6:.1f} MB: {', '.join(manifest.packages)} as modules, "
            f"facades of what others import, {len(manifest.planted)} planted violations, seed {seed}."
        )
        return self._measured("Real code", about, folder, manifest)

    def _measured(
        self, title: str, about: str, folder: Path, manifest: Manifest, *, all_tools: bool = False
    ) -> TreeFigures:
        _say(f"{title}: {about}")
        used = [self.ours, *(each for each in self.rivals if all_tools or not each.is_slow)]
        rows = tuple(Turns(folder, manifest, self.folder).rows(used, self.arguments.runs))
        for row in rows:
            cost = row.problem or (row.cost and f"{row.cost.cpu:.2f} CPU s, {row.cost.together:.0f} MB")
            _say(f"  {row.tool}, {row.scenario}: {cost}")
        notes = tuple((each.name, each.note) for each in used if each.note)
        return TreeFigures(title, about, rows, notes, has_goals=manifest.size > LEAST_BYTES)

    def _curve(self) -> Iterator[Point]:
        """Measure cold runs over size; who has no figures at a size has none beyond."""
        used = [self.ours, *(each for each in self.rivals if not each.is_slow)]
        for files in self.arguments.sizes:
            folder = self.folder / f"curve-{files}"
            manifest = write(sized(SHAPES["default"], files), self.arguments.seed, folder)
            for row in Turns(folder, manifest, self.folder).rows(used, min(3, self.arguments.runs), (COLD,)):
                _say(f"{files} files: {row.tool} {row.cost.cpu if row.cost else row.problem}")
                if row.cost is not None:
                    yield Point(files, row.tool, row.cost)

    def _in_pants(self, shape: Shape) -> Iterator[PantsRow]:
        folder = self.folder / "pants"
        manifest = write(shape, self.arguments.seed, folder)
        for row in PantsTree(folder, manifest, self.folder).rows(self.arguments.runs):
            _say(f"{row.command}, {row.scenario}: {row.cost.cpu:.2f} CPU s, {row.cost.largest:.0f} MB")
            yield row

    def _outputs(self) -> Iterator[Output]:
        for name, (script, title) in OTHERS.items() if "commands" in self.arguments.parts else ():
            _say(f"{name} ...")
            command = (sys.executable, str(ROOT / f"benchmarks/{script}.py"))
            done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
            yield Output(f"### {name}\n\n{title}.", done.stdout)


PARTS = ("real", "small", "shapes", "stars", "pants", "commands")


def main(argv: Sequence[str]) -> None:
    """Read the arguments, measure and write."""
    arguments = _parse(argv)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = environments.rivals()
        benchmark = Benchmark(
            arguments, folder, tools.ours(environments.ours(folder / "ours")), tools.rivals(environment), environment
        )
        figures = benchmark.figures()
    page = render(figures)
    print(page)
    arguments.into.mkdir(parents=True, exist_ok=True)
    (arguments.into / "benchmarks.md").write_text(page, encoding="utf-8")
    if figures.curve:
        plot = Path(__file__).with_name("report") / "plot.py"
        points = [
            {"files": each.files, "tool": each.tool, "cpu": each.cost.cpu, "together": each.cost.together}
            for each in figures.curve
        ]
        target = str(arguments.into / "benchmarks.svg")
        command = (str(environment / "bin/python"), str(plot), target)
        subprocess.run(command, check=True, input=json.dumps(points), text=True)


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=COMMAND)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int, default=SHAPES["default"].files, help="of the default tree")
    parser.add_argument("--runs", type=int, default=5, help="with a clock, of each tool in each case")
    parser.add_argument("--sizes", type=_numbers, default=SIZES, help="of the curve, with commas; may be empty")
    parser.add_argument("--parts", type=lambda text: text.split(","), default=PARTS, help=f"of {','.join(PARTS)}")
    parser.add_argument("--into", type=Path, default=ROOT / "docs", help="a folder for the page and the plot")
    return parser.parse_args(argv)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split(",") if each)


def _machine(environment: Path) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"Machine: {os.cpu_count()} cores, {memory:.0f} GB, {os.uname().sysname} on {os.uname().machine}, CPython "
        f"{environments.python_version(environment)}, load average {load()}, {datetime.now(timezone.utc):%Y-%m-%d}."
    )


def _say(text: str) -> None:
    print(f"[{load()}] {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
