"""Escaping, width and plurals."""

from __future__ import annotations

import pytest

from pantstack.text.counting import count
from pantstack.text.escaping import escape, single_line
from pantstack.text.width import shorten, width


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("modules/orders", "modules/orders"),
        ("  two\n\tlines\u2028here ", "two lines here"),
        ("\x1b[31mred\x00", "\ufffd[31mred\ufffd"),
        ("\u202eturned", "\ufffdturned"),
        ("half \ud83d", "half \ufffd"),
        ("\N{CRAB} \u65e5\u672c", "\N{CRAB} \u65e5\u672c"),
    ],
)
def test_single_line(text: str, expected: str) -> None:
    """White space becomes single spaces, and what a terminal would obey becomes visible."""
    assert single_line(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("orders", 6), ("\u65e5\u672c", 4), ("\N{CRAB}", 2), ("e\u0301", 1), ("a\u200db", 2), ("\u1112\u1161\u11ab", 2)],
)
def test_width(text: str, expected: int) -> None:
    """Wide characters take two columns, combining ones none."""
    assert width(text) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("abcdefghij", 10, "abcdefghij"),
        ("abcdefghijk", 10, "abcd…ghijk"),
        ("\u65e5" * 6, 10, "\u65e5\u65e5…\u65e5\u65e5"),
    ],
)
def test_shorten(text: str, limit: int, expected: str) -> None:
    """Beginning and end stay; a wide character is never cut in half."""
    assert shorten(text, limit) == expected


@pytest.mark.parametrize(
    ("text", "keep", "expected"),
    [
        ("modules/orders \N{CRAB}", "", "modules/orders \N{CRAB}"),
        ("\x1b[31m\u202ered\n", "", "\\x1b[31m\\u202ered\\n"),
        ("two\r\nlines\t", "\r\n", "two\r\nlines\\t"),
        ("half \ud83d", "", "half \\ud83d"),
    ],
)
def test_escape(text: str, keep: str, expected: str) -> None:
    """What a terminal would obey or hide is spelled out, except what is escaped in another way."""
    assert escape(text, keep) == expected


@pytest.mark.parametrize(
    ("number", "plural", "expected"),
    [(0, "", "0 entrys"), (1, "entries", "1 entry"), (2, "entries", "2 entries"), (2, "", "2 entrys")],
)
def test_count(number: int, plural: str, expected: str) -> None:
    """One is singular, every other number plural."""
    assert count(number, "entry", plural) == expected
