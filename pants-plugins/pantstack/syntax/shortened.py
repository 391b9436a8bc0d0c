"""A text of which parts are left out, and where what is left stands in all of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Shortened(NamedTuple):
    """A text of which parts are left out, none of which another one follows on the same line.

    Attributes:
        places: from where on other numbers of bytes and lines are left out, with these; the first are 0.
    """

    data: bytes
    places: Sequence[int]
    offsets: Sequence[int]
    lines: Sequence[int]

    def original(self, offset: int, line: int) -> tuple[int, int]:
        """Return where a byte and its line are in the text itself, all counted from 0."""
        index = bisect_right(self.places, offset) - 1
        return offset + self.offsets[index], line + self.lines[index]


def without(data: bytes, parts: Iterable[tuple[int, int]], instead: bytes) -> Shortened:
    """Leave out parts of a text.

    Args:
        parts: where they start and end, in order.
        instead: is put in the place of each, and is no longer than any.
    """
    pieces: list[bytes] = []
    places, offsets, lines = [0], [0], [0]
    done = 0
    for start, end in parts:
        pieces += [data[done:start], instead]
        offsets.append(offsets[-1] + end - start - len(instead))
        places.append(end - offsets[-1])
        lines.append(lines[-1] + data.count(b"\n", start, end))
        done = end
    return Shortened(b"".join((*pieces, data[done:])), places, offsets, lines)
