"""Where every module stands on the page: layers as bands, modules as boxes on the lines of their band."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pantstack.boundaries.module_graph.model import Edge, Graph
from pantstack.boundaries.module_graph.order import cut, linked, ordered

BOX_WIDTH = 176
BOX_HEIGHT = 58
# Between two boxes on a line: edges that go further pass through.
GAP = 48
STEP = BOX_WIDTH + GAP
MARGIN = 56
_LINE_GAP = 60
# In a band above its first line, where its title stands, and below its last one.
_BAND_HEAD = 44
_BAND_FOOT = 34
_BAND_GAP = 28
# More boxes beside each other than below each other: a screen is wider than high.
_RATIO = 1.5


@dataclass(frozen=True)
class Box:
    """A module.

    Attributes:
        line: the number of its line, from the top.
        x: of its left side.
        y: of its upper side.
    """

    path: str
    line: int
    x: float
    y: float

    @property
    def middle(self) -> float:
        """Halfway between its left and its right side."""
        return self.x + BOX_WIDTH / 2


@dataclass(frozen=True)
class Band:
    """A layer.

    Attributes:
        y: of its upper side.
        height: down to its lower side.
    """

    title: str
    y: float
    height: float


@dataclass(frozen=True)
class Layout:
    """Where everything stands.

    Attributes:
        bands: from top to bottom.
        lines: the boxes of each line, from left to right.
    """

    width: float
    height: float
    bands: tuple[Band, ...]
    lines: tuple[tuple[Box, ...], ...]

    def boxes(self) -> dict[str, Box]:
        """Map the paths of nodes to their boxes."""
        return {box.path: box for line in self.lines for box in line}


def lay_out(graph: Graph) -> Layout:
    """Place layers as bands, outermost on top; in a band, users above what they use; on a line, few crossings."""
    rows = graph.rows()
    wide = max(4, math.ceil(math.sqrt(len(graph.nodes) * _RATIO)))
    bands = [cut([node.path for node in nodes], graph.uses, wide) for _, nodes in rows]
    lines = ordered([line for band in bands for line in band], graph.uses)
    middles = _straightened(lines, graph.uses)
    rooms = _rooms(lines, graph.uses)
    placed: list[tuple[Box, ...]] = []
    drawn: list[Band] = []
    y, room = float(MARGIN), 0.0
    for (title, _), band in zip(rows, bands):
        top = y
        y += _BAND_HEAD + room / 2
        for _ in band:
            number = len(placed)
            placed.append(tuple(Box(path, number, middles[path] - BOX_WIDTH / 2, y) for path in lines[number]))
            room = rooms[number]
            y += BOX_HEIGHT + _LINE_GAP + room
        # The room below the last line lies half in this band and half in the next one.
        y += _BAND_FOOT - _LINE_GAP - room / 2
        drawn.append(Band(title, top, y - top))
        y += _BAND_GAP
    width = max(map(len, lines), default=0) * STEP - GAP + 2 * MARGIN
    return Layout(width, y - _BAND_GAP + MARGIN, tuple(drawn), tuple(placed))


def spread(preferred: Sequence[float], distance: float, low: float, high: float) -> list[float]:
    """Choose places as near to the preferred ones as their order, a distance and bounds allow.

    Args:
        preferred: in order.
        distance: between two places; less where there is no room for it.
    """
    number = len(preferred)
    distance = min(distance, (high - low) / (number - 1)) if number > 1 else 0
    # Without the distances the places only have to rise: merge neighbors that do not into their mean.
    pools: list[tuple[float, int]] = []
    for index, place in enumerate(preferred):
        mean, size = place - index * distance, 1
        while pools and pools[-1][0] > mean:
            other, more = pools.pop()
            mean, size = (mean * size + other * more) / (size + more), size + more
        pools.append((mean, size))
    highest = max(low, high - (number - 1) * distance)
    rising = [min(max(mean, low), highest) for mean, size in pools for _ in range(size)]
    return [place + index * distance for index, place in enumerate(rising)]


def _straightened(lines: Sequence[Sequence[str]], edges: Iterable[Edge]) -> Mapping[str, float]:
    """Find the middle of every box, as near to its neighbors on other lines as the order of its line allows."""
    known = linked(edges)
    height = {path: number for number, line in enumerate(lines) for path in line}
    longest = max(map(len, lines), default=0)
    low, high = MARGIN + BOX_WIDTH / 2, MARGIN + BOX_WIDTH / 2 + (longest - 1) * STEP
    middles = {
        path: (low + high) / 2 + (index - (len(line) - 1) / 2) * STEP
        for line in lines
        for index, path in enumerate(line)
    }
    for sweep in range(4):
        for number in reversed(range(len(lines))) if sweep % 2 else range(len(lines)):
            preferred = []
            for path in lines[number]:
                near = [middles[other] for other in known.get(path, ()) if height[other] != number]
                preferred.append(sum(near) / len(near) if near else middles[path])
            middles.update(zip(lines[number], spread(preferred, STEP, low, high)))
    return middles


def _rooms(lines: Sequence[Sequence[str]], edges: Iterable[Edge]) -> list[float]:
    """Compute how much more room there is below each line, for the edges that pass."""
    height = {path: number for number, line in enumerate(lines) for path in line}
    passing = [0] * (len(lines) + 1)
    for edge in edges:
        upper, lower = sorted((height[edge.source], height[edge.target]))
        for number in range(upper, max(lower, upper + 1)):
            passing[number] += 1
    return [min(60.0, round(1.2 * number)) for number in passing[: len(lines)]]
