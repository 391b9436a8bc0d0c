"""Texts for one line."""

from __future__ import annotations

import pytest

from pantstack.boundaries.module_graph.text import clean, columns, shortened


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
def test_clean(text: str, expected: str) -> None:
    """White space becomes single spaces, and what a terminal would obey becomes visible."""
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("orders", 6), ("\u65e5\u672c", 4), ("\N{CRAB}", 2), ("e\u0301", 1), ("a\u200db", 2)],
)
def test_columns(text: str, expected: int) -> None:
    """Wide characters take two columns, combining ones none."""
    assert columns(text) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("abcdefghij", 10, "abcdefghij"),
        ("abcdefghijk", 10, "abcd…ghijk"),
        ("\u65e5" * 6, 10, "\u65e5\u65e5…\u65e5\u65e5"),
    ],
)
def test_shortened(text: str, limit: int, expected: str) -> None:
    """Beginning and end stay; a wide character is never cut in half."""
    assert shortened(text, limit) == expected
