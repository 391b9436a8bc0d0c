"""The shortest circle of every knot."""

from __future__ import annotations

import pytest

from pantstack.graphs import circles


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ("", ()),
        ("ab bc", ()),
        ("aa", ()),
        ("ab ba", ("ab",)),
        ("bc cb", ("bc",)),
        ("ab bc ca", ("abc",)),
        ("ca ab bc", ("abc",)),
        ("ab bc ca cb", ("bc",)),
        ("ab ba cd dc bc", ("ab", "cd")),
        ("ab bd da ac cd", ("abd",)),
        ("xa ab bx ay", ("abx",)),
    ],
)
def test_circles(edges: str, expected: tuple[str, ...]) -> None:
    """Each knot has one circle: its shortest, the first of the alphabet where there are several, turned to its first."""
    assert circles((edge[0], edge[1]) for edge in edges.split()) == tuple(tuple(each) for each in expected)


def test_long_circles() -> None:
    """However long a circle is, finding it overflows nothing."""
    nodes = [f"{number:04}" for number in range(3000)]

    assert circles(zip(nodes, (*nodes[1:], nodes[0]))) == (tuple(nodes),)
