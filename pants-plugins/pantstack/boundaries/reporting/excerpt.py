"""A line of source with the code in question underlined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from pantstack.base.locations import Position
from pantstack.text.escaping import escape
from pantstack.text.width import width

WIDTH = 100
_TAB = 4
_CUT = "..."


def lines(source: str) -> list[str]:
    """Split a file into lines, as positions count them."""
    return [line.removesuffix("\r") for line in source.removeprefix("\ufeff").split("\n")]


def excerpt(file: Sequence[str], start: Position, end: Optional[Position]) -> Optional[tuple[str, str]]:
    """Cut out a line around the code in question.

    Args:
        end: just past it; None where one position is enough.

    Returns:
        The line, safe to print, and under it spaces and carets of the same width; None where the file has no such line.
    """
    if not 0 < start.line <= len(file):
        return None
    line = file[start.line - 1]
    first = min(start.column - 1, len(line))
    last = _last(line, first, start, end)
    left, right = _window(line, first)
    before = _cells(line[left:first], 0)
    marked = _cells(line[first : min(last, right)], _width(before))
    after = _cells(line[min(last, right) : right], _width(before) + _width(marked))
    head = _CUT if left else ""
    tail = _CUT if right < len(line) else ""
    marks = " " * (len(head) + _width(before)) + "^" * max(1, _width(marked))
    return head + "".join((*before, *marked, *after)) + tail, marks


def _last(line: str, first: int, start: Position, end: Optional[Position]) -> int:
    """Return the index just past what is underlined."""
    if end is None or end <= start:
        return min(first + 1, len(line))
    return len(line) if end.line > start.line else min(end.column - 1, len(line))


def _window(line: str, first: int) -> tuple[int, int]:
    """Choose the part to print: the whole line if it is short, else the code in question and something before it."""
    if len(line) <= WIDTH and _width(_cells(line, 0)) <= WIDTH:
        return 0, len(line)
    left, room = first, WIDTH // 3
    while left and room > 0:
        left -= 1
        room -= _columns(line[left])
    right, room = first, WIDTH - _width(_cells(line[left:first], 0))
    # A letter keeps its marks.
    while right < len(line) and (room > 0 or _columns(line[right]) == 0):
        room -= _columns(line[right])
        right += 1
    return left, right


def _cells(part: str, column: int) -> list[str]:
    """List each character as it is printed, from a column on."""
    cells: list[str] = []
    for char in part:
        cell = " " * (_TAB - column % _TAB) if char == "\t" else escape(char)
        cells.append(cell)
        column += _width((cell,))
    return cells


def _width(cells: Sequence[str]) -> int:
    return sum(map(width, cells))


def _columns(char: str) -> int:
    """Return the columns of a terminal that a character takes at most."""
    return _TAB if char == "\t" else width(escape(char))
