"""Order, reachability and cycles."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError

import pytest

from pantstack.base.graphs import ranks, shortest_cycles, shortest_path, topological_order, transitive_dependencies


def graph(edges: str) -> Mapping[str, list[str]]:
    """A graph whose edges are written as `ab`: a depends on b."""
    successors: dict[str, list[str]] = {}
    for edge in edges.split():
        successors.setdefault(edge[0], []).append(edge[1])
    return successors


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
def test_shortest_cycles(edges: str, expected: tuple[str, ...]) -> None:
    """Each component has one cycle: its shortest, the alphabetically first of several, turned to its first node."""
    assert shortest_cycles((edge[0], edge[1]) for edge in edges.split()) == tuple(tuple(each) for each in expected)


def test_long_cycle() -> None:
    """However long a cycle is, finding it overflows nothing."""
    nodes = [f"{number:04}" for number in range(3000)]

    assert shortest_cycles(zip(nodes, (*nodes[1:], nodes[0]))) == (tuple(nodes),)


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ("", ""),
        ("ab", "b"),
        ("ab bc xa", "bc"),
        ("ab ac bd cd", "bcd"),
        ("ab ba", "ab"),
        ("ab bc cb", "bc"),
    ],
)
def test_transitive_dependencies(edges: str, expected: str) -> None:
    """What a node needs, also through others; itself only where it is in a cycle."""
    assert transitive_dependencies("a", graph(edges)) == frozenset(expected)


@pytest.mark.parametrize(
    ("selected", "edges", "expected"),
    [
        ("", "ab", ""),
        ("a", "ab bc", "a"),
        ("ab", "ab bc", "ba"),
        ("ac", "ab bc", "ca"),
        ("ba", "", "ab"),
        ("dcba", "ad", "bcda"),
        ("abcd", "ab ac bd cd", "dbca"),
        ("a", "ab xy yx", "a"),
    ],
)
def test_topological_order(selected: str, edges: str, expected: str) -> None:
    """A node follows those that it depends on, through unselected ones too; the rest goes by name."""
    assert topological_order(selected, graph(edges)) == tuple(expected)


@pytest.mark.parametrize(
    ("selected", "edges", "expected"),
    [("b", "ab ba", "aba"), ("c", "cb ba ab", "aba"), ("a", "aa", "aa"), ("a", "aa bc", "aa")],
)
def test_no_topological_order(selected: str, edges: str, expected: str) -> None:
    """A cycle is named, from its first node back to it."""
    with pytest.raises(CycleError) as caught:
        topological_order(selected, graph(edges))

    assert tuple(caught.value.args[1]) == tuple(expected)


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ("", ""),
        ("ab bc", ""),
        ("az", "az"),
        ("ab bz", "abz"),
        ("ac ab bz cz", "abz"),
        ("ab bc cz az", "az"),
        ("ab ba bz", "abz"),
    ],
)
def test_shortest_path(edges: str, expected: str) -> None:
    """The path with the fewest steps is found, the alphabetically first of several."""
    assert shortest_path("a", "z", graph(edges)) == tuple(expected)


@pytest.mark.parametrize(("edges", "expected"), [("", ""), ("ab", ""), ("aa", "aa"), ("ab ba", "aba")])
def test_path_back(edges: str, expected: str) -> None:
    """A path from a node to itself has at least one step."""
    assert shortest_path("a", "a", graph(edges)) == tuple(expected)


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ("", "0000"),
        ("ab bc cd", "0123"),
        ("ab bc cd ad", "0123"),
        ("ab cb ad", "0101"),
        ("dc cb ba", "3210"),
        # Cut open at the node with the fewest edges from others, by name where there are several.
        ("ab ba", "0100"),
        ("bc cb bd", "0011"),
        ("ab ba ca", "1200"),
        ("ab bc ca da db", "1230"),
        ("ab bc cd da ca", "3012"),
        ("ab ac bd cd dc", "0112"),
        ("ac ad bd cb db", "0213"),
        # A node that is cut open does not lift what others have put further down.
        ("ab bf fc dc ec de ed", "013012"),
    ],
)
def test_ranks(edges: str, expected: str) -> None:
    """A node stands one step below the lowest that leads to it, also where cycles are cut open."""
    nodes = "abcdef"[: len(expected)]
    found = ranks(reversed(nodes), [(edge[0], edge[1]) for edge in edges.split()])

    assert "".join(str(found[node]) for node in nodes) == expected
