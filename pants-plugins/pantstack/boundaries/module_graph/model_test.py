"""The remarks on edges, and the rows of nodes."""

from __future__ import annotations

import pytest

from pantstack.boundaries.module_graph.model import OUTSIDE, Edge, Graph, Neighbors, neighbors


@pytest.mark.parametrize(
    ("edge", "remarks"),
    [
        (Edge("a", "b", declared=True, imports=2), ()),
        (Edge("a", "b", declared=True), ("no import",)),
        (Edge("a", "b", imports=1), ("undeclared",)),
        (Edge("a", "b", imports=1, violations=("1", "2")), ("undeclared", "2 findings")),
        (Edge("a", "b", violations=("1",)), ("1 finding",)),
        (Edge(OUTSIDE, "b", imports=1), ()),
        (Edge("a", OUTSIDE, imports=1), ()),
        (Edge("a", "a", violations=("1",)), ("1 finding",)),
    ],
)
def test_remarks(edge: Edge, remarks: tuple[str, ...]) -> None:
    """A declaration is missing only where one could be made."""
    assert edge.remarks == remarks


def test_rows(graph: Graph) -> None:
    """Files outside come first, then the layers that have modules, then modules without a layer."""
    assert [(title, [node.path for node in nodes]) for title, nodes in graph.rows()] == [
        (OUTSIDE, [OUTSIDE]),
        ("apps", ["apps/shop"]),
        ("domain", ["modules/orders"]),
        ("platform", ["libs/common"]),
        ("", ["tools"]),
    ]


def test_neighbors(graph: Graph) -> None:
    """A module knows whom it uses, who uses it, and the findings in its files, those about itself included."""
    by_ends = {(edge.source, edge.target): edge for edge in graph.edges}

    assert neighbors(graph)["modules/orders"] == Neighbors(
        (by_ends["modules/orders", "libs/common"],),
        (
            by_ends[OUTSIDE, "modules/orders"],
            by_ends["apps/shop", "modules/orders"],
            by_ends["libs/common", "modules/orders"],
        ),
        ("modules/orders/public/__init__.py:7:1 facade-leak",),
    )


def test_numbers(graph: Graph) -> None:
    """An edge for findings alone is not a use, and files outside are no module."""
    assert (len(graph.modules), len(graph.uses), graph.findings) == (4, 6, 4)


def test_part(graph: Graph) -> None:
    """A part has the chosen modules and their neighbors, and the edges that touch a chosen one."""
    part = graph.part(["tools"])

    assert [node.path for node in part.nodes] == ["apps/shop", "tools"]
    assert [node.path for node in part.subjects] == ["tools"]
    assert [(edge.source, edge.target) for edge in part.edges] == [("tools", "apps/shop")]
