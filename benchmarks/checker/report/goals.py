"""Decides which goals are reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.checker.measuring.commands import Cost
from benchmarks.checker.report.figures import CHECKED, FLOOR, Figures, TreeFigures
from benchmarks.checker.scenarios import COLD, EDIT, SCENARIOS, WARM
from benchmarks.checker.tools.tools import OURS, TACH

STARS, NO_STARS = "Star imports", "The same without star imports"
# A further file may cost so much more in the last step of the curve than in the first, where noise is part of both.
_LINEAR = 1.25
# Below, the clock of the kernel decides, which counts in hundredths of a second.
_LEAST_SECONDS = 0.01


class Goal(NamedTuple):
    """A goal, and what was measured.

    Attributes:
        measured: None if nothing was.
        unit: of both figures.
    """

    text: str
    limit: float
    measured: float | None
    unit: str

    @property
    def reached(self) -> str:
        """Whether it is, in a word."""
        if self.measured is None:
            return "not measured"
        return "yes" if self.measured <= self.limit else "**no**"


def goals(figures: Figures) -> Iterator[Goal]:
    """Compare what was measured with every goal."""
    for tree in figures.trees:
        if tree.has_goals:
            yield from _of_tree(tree)
    starred, plain = (_find(figures, title) for title in (STARS, NO_STARS))
    ratio = None if starred is None or plain is None else starred.cpu / plain.cpu
    yield Goal("Star imports: CPU time, cold, over the same tree without", 2.0, ratio, "x")
    yield Goal("A further file at the end of the curve, over one at its beginning", _LINEAR, _growth(figures), "x")
    yield from _in_pants(figures)


def _of_tree(tree: TreeFigures) -> Iterator[Goal]:
    """The goals that name tach."""
    tach, cold, warm, edit = (tree.cost(*key) for key in ((TACH, COLD), (OURS, COLD), (OURS, WARM), (OURS, EDIT)))
    memory = [
        ratio
        for scenario in SCENARIOS
        for ratio in [_memory(tree.cost(OURS, scenario), tree.cost(TACH, scenario))]
        if ratio is not None
    ]
    yield Goal(f"{tree.title}: CPU time, cold, over tach's", 1.0, _ratio(cold, tach), "x")
    yield Goal(f"{tree.title}: CPU time, warm, over tach's", 0.2, _ratio(warm, tach), "x")
    yield Goal(f"{tree.title}: CPU time after an edit, less that when nothing changed", 0.3, _more(edit, warm), "s")
    yield Goal(f"{tree.title}: most memory, over tach's", 1.5, max(memory, default=None), "x")


def _in_pants(figures: Figures) -> Iterator[Goal]:
    for scenario, limit in ((COLD, 3.0), (WARM, 0.1)):
        more = _more(figures.in_pants(CHECKED, scenario), figures.in_pants(FLOOR, scenario))
        yield Goal(f"In Pants, {scenario}: CPU time, less that with the checker skipped", limit, more, "s")
    warm, checked, floor = (figures.in_pants(*key) for key in ((CHECKED, WARM), (CHECKED, EDIT), (FLOOR, EDIT)))
    yield Goal("In Pants: CPU time after an edit, less that when nothing changed", 0.3, _more(checked, warm), "s")
    memory = None if checked is None or floor is None else checked.largest - floor.largest
    yield Goal("In Pants: memory of the daemon, less that with the checker skipped", 300, memory, "MB")


def _find(figures: Figures, title: str) -> Cost | None:
    return next((tree.cost(OURS, COLD) for tree in figures.trees if tree.title == title), None)


def _ratio(ours: Cost | None, theirs: Cost | None) -> float | None:
    return None if ours is None or theirs is None else ours.cpu / theirs.cpu


def _more(ours: Cost | None, theirs: Cost | None) -> float | None:
    return None if ours is None or theirs is None else ours.cpu - theirs.cpu


def _memory(ours: Cost | None, theirs: Cost | None) -> float | None:
    """Of both ways to count memory the worse."""
    if ours is None or theirs is None:
        return None
    return max(ours.largest / theirs.largest, ours.together / theirs.together)


def _growth(figures: Figures) -> float | None:
    """What a file costs in the last step of the curve, over what one costs in the first."""
    points = sorted((point.files, point.cost.cpu) for point in figures.curve if point.tool == OURS)
    if len(points) < 3:
        return None
    steps = list(zip(points, points[1:]))
    first, last = ((after[1] - before[1]) / (after[0] - before[0]) for before, after in (steps[0], steps[-1]))
    return last / max(first, _LEAST_SECONDS / points[1][0])
