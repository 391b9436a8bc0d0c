"""The route of every edge over the page: from line to line through the gaps between boxes, never behind one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pantstack.boundaries.module_graph.layout import BOX_HEIGHT, BOX_WIDTH, MARGIN, Box, Layout, spread
from pantstack.boundaries.module_graph.model import Edge

# What an edge keeps from the side of a box that it passes, and its end from the corner of a box.
_ASIDE = 9
_CORNER = 18
# Between two edges where there is room, in a gap and at a box.
_APART = 7
_APART_AT_BOX = 12


@dataclass(frozen=True)
class Route:
    """The route of an edge.

    Attributes:
        points: (x, y) of its start, of where it enters and leaves each line that it passes, and of its end.
    """

    edge: Edge
    points: tuple[tuple[float, float], ...]

    @property
    def path(self) -> str:
        """Its curve as the data of an SVG path."""
        (x, y), *others = self.points
        parts = [f"M{x:.1f} {y:.1f}"]
        for number, (to_x, to_y) in enumerate(others):
            if len(others) == 1 and y == to_y:
                depth = y + 26 + min(34, abs(to_x - x) / 40)
                parts.append(f"C{x:.1f} {depth:.1f} {to_x:.1f} {depth:.1f} {to_x:.1f} {to_y:.1f}")
            elif number % 2:
                parts.append(f"L{to_x:.1f} {to_y:.1f}")
            else:
                half = (y + to_y) / 2
                parts.append(f"C{x:.1f} {half:.1f} {to_x:.1f} {half:.1f} {to_x:.1f} {to_y:.1f}")
            x, y = to_x, to_y
        return "".join(parts)


@dataclass
class _Pass:
    """A place of an edge that is still to be chosen: a passage through a gap, or an end at a box."""

    edge: int
    preferred: float
    x: float = 0.0


def routes(layout: Layout, edges: Iterable[Edge]) -> tuple[Route, ...]:
    """Find the routes of edges between different nodes, in their order."""
    boxes = layout.boxes()
    pairs = [(edge, boxes[edge.source], boxes[edge.target]) for edge in edges]
    ways = [_passages(number, source, target) for number, (_, source, target) in enumerate(pairs)]
    gaps: dict[tuple[int, int], list[_Pass]] = {}
    for line, passage in (step for way in ways for step in way):
        gaps.setdefault((line, _gap(layout, line, passage.preferred)), []).append(passage)
    for (line, gap), passages in gaps.items():
        _settle(passages, _APART, *_bounds(layout, line, gap))
    sides: dict[tuple[str, bool], list[_Pass]] = {}
    ends: list[tuple[_Pass, _Pass]] = []
    for number, ((_, source, target), way) in enumerate(zip(pairs, ways)):
        # Each end looks to where the edge comes from.
        start = _Pass(number, way[0][1].x if way else target.middle)
        end = _Pass(number, way[-1][1].x if way else source.middle)
        sides.setdefault((source.path, target.line >= source.line), []).append(start)
        # Beside each other they are joined from below.
        sides.setdefault((target.path, target.line <= source.line), []).append(end)
        ends.append((start, end))
    for (path, _), passages in sides.items():
        _settle(passages, _APART_AT_BOX, boxes[path].x + _CORNER, boxes[path].x + BOX_WIDTH - _CORNER)
    return tuple(
        Route(edge, _points(layout, (source, target), (start.x, end.x), way))
        for (edge, source, target), (start, end), way in zip(pairs, ends, ways)
    )


def _passages(number: int, source: Box, target: Box) -> list[tuple[int, _Pass]]:
    """List the lines that an edge passes, each with the place on the straight way."""
    down = target.line >= source.line
    between = range(source.line + 1, target.line) if down else range(source.line - 1, target.line, -1)
    slope = (target.middle - source.middle) / max(1, abs(target.line - source.line))
    return [(line, _Pass(number, source.middle + slope * abs(line - source.line))) for line in between]


def _gap(layout: Layout, line: int, preferred: float) -> int:
    """Find the nearest gap of a line: 0 is left of the first box."""

    def distance(gap: int) -> float:
        low, high = _bounds(layout, line, gap)
        return abs(min(max(preferred, low), high) - preferred)

    return min(range(len(layout.lines[line]) + 1), key=distance)


def _bounds(layout: Layout, line: int, gap: int) -> tuple[float, float]:
    """Return where edges may pass through a gap; those at the ends of a line reach to the sides of the page."""
    boxes = layout.lines[line]
    low = boxes[gap - 1].x + BOX_WIDTH if gap else MARGIN / 2
    high = boxes[gap].x if gap < len(boxes) else layout.width - MARGIN / 2
    return low + _ASIDE, high - _ASIDE


def _settle(passages: list[_Pass], distance: float, low: float, high: float) -> None:
    """Choose places beside each other, in the order of the preferred ones."""
    passages.sort(key=lambda passage: (passage.preferred, passage.edge))
    for passage, x in zip(passages, spread([passage.preferred for passage in passages], distance, low, high)):
        passage.x = x


def _points(
    layout: Layout, boxes: tuple[Box, Box], ends: tuple[float, float], way: list[tuple[int, _Pass]]
) -> tuple[tuple[float, float], ...]:
    source, target = boxes
    down = target.line >= source.line
    points = [(ends[0], source.y + BOX_HEIGHT if down else source.y)]
    for line, passage in way:
        upper = layout.lines[line][0].y
        lower = upper + BOX_HEIGHT
        points += [(passage.x, upper), (passage.x, lower)] if down else [(passage.x, lower), (passage.x, upper)]
    points.append((ends[1], target.y if target.line > source.line else target.y + BOX_HEIGHT))
    return tuple(points)
