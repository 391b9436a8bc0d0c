"""The order of modules on the page."""

from __future__ import annotations

import pytest

from pantstack.boundaries.module_graph.model import Edge
from pantstack.boundaries.module_graph.order import crossings, cut, ordered, ranks


def edges(*pairs: str) -> list[Edge]:
    """Edges written as `ab`: from a to b."""
    return [Edge(pair[0], pair[1]) for pair in pairs]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ((), {"a": 0, "b": 0, "c": 0, "d": 0}),
        (("ab", "bc", "ac"), {"a": 0, "b": 1, "c": 2, "d": 0}),
        (("ab", "bc", "dc"), {"a": 0, "b": 1, "c": 2, "d": 1}),
        (("ab", "ba", "bc"), {"a": 0, "b": 1, "c": 2, "d": 0}),
        (("ab", "ax", "xb"), {"a": 0, "b": 1, "c": 0, "d": 0}),
    ],
)
def test_ranks(pairs: tuple[str, ...], expected: dict[str, int]) -> None:
    """A node stands below all that use it, right above what it uses if nobody uses it; cycles are cut."""
    assert ranks("abcd", edges(*pairs)) == expected


@pytest.mark.parametrize(
    ("paths", "pairs", "wide", "expected"),
    [
        ("abc", ("ab", "ac"), 4, [["a"], ["b", "c"]]),
        ("abcdefg", (), 3, [["a", "b"], ["c", "d"], ["e", "f", "g"]]),
        ("abcdef", ("ab", "bc", "cd", "de", "ef"), 3, [["a", "b", "c"], ["d", "e", "f"]]),
        ("", (), 4, []),
    ],
)
def test_cut(paths: str, pairs: tuple[str, ...], wide: int, expected: list[list[str]]) -> None:
    """A line a rank, unless that makes a tower; long lines are cut into equal ones."""
    assert cut(paths, edges(*pairs), wide) == expected


@pytest.mark.parametrize(
    ("lines", "pairs", "expected"),
    [
        (("ab", "cd"), ("ac", "bd"), 0),
        (("ab", "cd"), ("ad", "bc"), 1),
        (("ab", "cd"), ("ac", "ad", "bc", "bd"), 1),
        (("ab", "cd"), ("da", "cb"), 1),
        (("abx", "c", "dye"), ("ae", "bd"), 1),
        (("ab",), ("ab",), 0),
    ],
)
def test_crossings(lines: tuple[str, ...], pairs: tuple[str, ...], expected: int) -> None:
    """Crossings are counted between lines, whichever way edges lead and however far."""
    assert crossings(lines, edges(*pairs)) == expected


def test_ordered() -> None:
    """Crossings that can be undone are."""
    lines = ["abcd", "efgh", "ijkl"]
    crossed = edges("ah", "bg", "cf", "de", "el", "fk", "gj", "hi")
    found = ordered(lines, crossed)

    assert crossings(lines, crossed) == 12
    assert crossings(found, crossed) == 0
    assert [sorted(line) for line in found] == [list(line) for line in lines]
