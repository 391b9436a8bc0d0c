"""Places in texts of every kind."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position
from pantstack.language_server.positions import Encoding, Lines, touch

# Of one, two, three and four bytes in UTF-8; the last has two units in UTF-16.
TEXT = "a\N{LATIN SMALL LETTER E WITH ACUTE}\N{EURO SIGN}\N{GRINNING FACE}b\r\nsecond  \n\x0cthird\u2028still\rfourth"


def place(line: int, character: int) -> dict[str, int]:
    """A place as the protocol has it."""
    return {"line": line, "character": character}


@pytest.mark.parametrize(("encoding", "columns"), [("utf-8", (10, 11)), ("utf-16", (5, 6)), ("utf-32", (4, 5))])
def test_units(encoding: Encoding, columns: tuple[int, int]) -> None:
    """Characters count as many units as they have in the encoding."""
    start, end = columns

    assert Lines(TEXT, encoding).range(Position(1, 5), Position(1, 6)) == {
        "start": place(0, start),
        "end": place(0, end),
    }


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (Position(2, 1), None, (place(1, 0), place(1, 6))),
        (Position(2, 8), None, (place(1, 7), place(1, 7))),
        (Position(2, 3), Position(2, 3), (place(1, 2), place(1, 6))),
        (Position(3, 1), None, (place(2, 0), place(2, 12))),
        (Position(4, 2), Position(4, 99), (place(3, 1), place(3, 6))),
        (Position(1, 1), Position(2, 3), (place(0, 0), place(1, 2))),
        (Position(99, 99), None, (place(3, 6), place(3, 6))),
        (Position(0, 0), Position(1, 2), (place(0, 0), place(0, 1))),
    ],
)
def test_ranges(start: Position, end: Position, expected: tuple[dict[str, int], dict[str, int]]) -> None:
    """Lines end as in Python, a range without an end is the rest of its line, and what is outside is moved inside."""
    assert Lines(TEXT, "utf-16").range(start, end) == {"start": expected[0], "end": expected[1]}


def test_byte_order_mark() -> None:
    """An editor that shows the mark counts it, where a file has its first column after it."""
    lines = Lines("\ufeffimport a\nimport b\n", "utf-16")

    assert [lines.range(Position(row, 8)) for row in (1, 2)] == [
        {"start": place(0, 8), "end": place(0, 9)},
        {"start": place(1, 7), "end": place(1, 8)},
    ]


def test_half_of_a_pair() -> None:
    """What is no text in any encoding has a place."""
    assert Lines("\ud83d = 1\n", "utf-8").range(Position(1, 3)) == {"start": place(0, 4), "end": place(0, 7)}


@pytest.mark.parametrize(
    ("first", "end", "expected"),
    [
        (0, 1, (place(0, 0), place(1, 0))),
        (2, 4, (place(2, 0), place(3, 6))),
        (9, 9, (place(3, 0), place(3, 6))),
    ],
)
def test_whole_lines(first: int, end: int, expected: tuple[dict[str, int], dict[str, int]]) -> None:
    """Lines go from the beginning of one to that of another, or to the end of the text."""
    assert Lines(TEXT, "utf-16").whole_lines(first, end) == {"start": expected[0], "end": expected[1]}


def test_touching() -> None:
    """A place at the very end of a range touches it, one on another line does not."""
    within = {"start": place(1, 3), "end": place(1, 6)}
    places = [place(1, 2), place(1, 3), place(1, 6), place(1, 7), place(0, 4)]

    assert [touch(within, {"start": each, "end": each}) for each in places] == [False, True, True, False, False]
