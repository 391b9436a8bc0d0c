"""Lines of source are cut out and underlined."""

from __future__ import annotations

from typing import Optional

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.reporting.excerpt import WIDTH, excerpt, lines


def cut_out(source: str, column: int, end: Optional[Position] = None, line: int = 1) -> Optional[tuple[str, str]]:
    """The excerpt of a source text."""
    return excerpt(lines(source), Position(line, column), end)


@pytest.mark.parametrize(
    ("source", "column", "end", "expected"),
    [
        ("import a.b", 8, Position(1, 11), ("import a.b", "       ^^^")),
        ("import a.b", 8, None, ("import a.b", "       ^")),
        ("import a.b", 8, Position(1, 8), ("import a.b", "       ^")),
        ("import a.b", 8, Position(2, 3), ("import a.b", "       ^^^")),
        ("import a.b", 8, Position(1, 999), ("import a.b", "       ^^^")),
        ("import a.b", 999, Position(1, 1000), ("import a.b", "          ^")),
        ("", 1, None, ("", "^")),
        ("\timport a", 9, Position(1, 10), ("    import a", "           ^")),
        ("x\timport a", 3, Position(1, 9), ("x   import a", "    ^^^^^^")),
        ("'日本'; import a", 7, Position(1, 13), ("'日本'; import a", "        ^^^^^^")),
        ("import 日本", 8, Position(1, 10), ("import 日本", "       ^^^^")),
        ("'e\u0301'; import a", 7, Position(1, 13), ("'e\u0301'; import a", "     ^^^^^^")),
        ("'\u1112\u1161\u11ab'; import a", 8, Position(1, 14), ("'\u1112\u1161\u11ab'; import a", "      ^^^^^^")),
        ("'\x1b[2J'; import a", 9, Position(1, 15), ("'\\x1b[2J'; import a", "           ^^^^^^")),
        ("'\u202e\x9b'; import a", 7, Position(1, 13), ("'\\u202e\\x9b'; import a", "              ^^^^^^")),
        ("\ufeffimport a\r\n", 8, Position(1, 9), ("import a", "       ^")),
        ("a\x0b\x0c\u2028b", 5, None, ("a\\x0b\\x0c\\u2028b", "               ^")),
    ],
)
def test_the_carets_stand_under_what_is_meant(
    source: str, column: int, end: Optional[Position], expected: tuple[str, str]
) -> None:
    """Tabs, wide, combining and control characters take the columns that a terminal gives them."""
    assert cut_out(source, column, end) == expected


@pytest.mark.parametrize("line", [0, 3])
def test_a_line_that_is_not_there(line: int) -> None:
    """A file that became shorter since it was checked has no excerpt."""
    assert cut_out("import a\n", 1, line=line) is None


def test_a_long_line_is_cut_around_what_is_meant() -> None:
    """Something before it and as much after it as there is room for; dots say where more is."""
    start = "x = 1; " * 10_000
    line = f"{start}import abc; {'y = 2; ' * 10_000}"
    column = len(start) + len("import ") + 1

    assert cut_out(line, column, Position(1, column + 3)) == (
        "...= 1; x = 1; x = 1; x = 1; import abc; y = 2; y = 2; y = 2; y = 2; y = 2; y = 2; y = 2; y = 2; y = 2;...",
        f"{' ' * 36}^^^",
    )
    assert cut_out(line, 1, Position(1, len(line) + 1)) == (line[:WIDTH] + "...", "^" * WIDTH)
    assert cut_out(line, len(line), None) == (f"...{line[-34:]}", f"{' ' * 36}^")
    assert cut_out(line, len(line) + 9, None) == (f"...{line[-33:]}", f"{' ' * 36}^")


def test_a_line_just_short_enough_is_whole() -> None:
    """Wide characters count twice, marks not at all, and a letter at a cut keeps its marks."""
    fits = "日" * (WIDTH // 2)
    over = f"{fits}a"
    marks = "e" + "\u0301" * 200 + "x" * WIDTH

    assert cut_out(fits, 1) == (fits, "^^")
    assert cut_out(over, 1) == (f"{fits}...", "^^")
    assert cut_out("e\u0301" * 200, 1) == ("e\u0301" * WIDTH + "...", "^")
    assert cut_out(marks, 202) == ("e" + "\u0301" * 200 + "x" * (WIDTH - 1) + "...", " ^")
