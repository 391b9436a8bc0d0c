"""Places in a text: ours count from 1 and in characters, those of the protocol from 0 and in units of an encoding."""

from __future__ import annotations

import re
from typing import Any, Final, Literal, Optional

from pantstack.base.locations import Position

Encoding = Literal["utf-8", "utf-16", "utf-32"]
# What ends a line in the protocol, and in Python's own reader; other separators of Unicode end none.
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"


class Lines:
    """The lines of a text, and the places in it."""

    def __init__(self, text: str, encoding: Encoding) -> None:
        """Take a text, and the encoding whose units an editor counts in."""
        # The first column is the one after a byte order mark.
        self._mark = text.startswith(MARK)
        self._lines = _LINE_END.split(text)
        self._encoding = encoding

    def range(self, start: Position, end: Optional[Position] = None) -> dict[str, Any]:
        """Convert a range; without an end it goes to the end of the line."""
        if end is None or end <= start:
            row, column = self._at(start)
            line = self._lines[row].rstrip()
            return {"start": self._units(row, column), "end": self._units(row, max(column, len(line)))}
        return {"start": self._units(*self._at(start)), "end": self._units(*self._at(end))}

    def whole_lines(self, first: int, end: int) -> dict[str, Any]:
        """Return the range from the beginning of a line to that of another, or the end of the text, counted from 0."""
        if end < len(self._lines):
            return {"start": self._units(first, 0), "end": self._units(end, 0)}
        last = len(self._lines) - 1
        return {"start": self._units(min(first, last), 0), "end": self._units(last, len(self._lines[last]))}

    def _at(self, place: Position) -> tuple[int, int]:
        """Return the row and the column, from 0, of the nearest place that there is."""
        row = min(max(place.line, 1), len(self._lines)) - 1
        column = max(place.column, 1) - 1 + (self._mark and row == 0)
        return row, min(column, len(self._lines[row]))

    def _units(self, row: int, column: int) -> dict[str, int]:
        return {"line": row, "character": _length(self._lines[row][:column], self._encoding)}


def touch(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Return whether two ranges of a text touch."""
    return _key(one["start"]) <= _key(other["end"]) and _key(other["start"]) <= _key(one["end"])


def _key(place: dict[str, int]) -> tuple[int, int]:
    return place["line"], place["character"]


def _length(text: str, encoding: Encoding) -> int:
    if encoding == "utf-32" or text.isascii():
        return len(text)
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
