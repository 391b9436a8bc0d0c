"""Graphs that the tests of all views share."""

from __future__ import annotations

import pytest

from pantstack.boundaries.module_graph.model import OUTSIDE, Edge, Graph, Node

# One of everything that a language of the views could take for its own.
HOSTILE = (
    "</script><script>alert(1)</script>",
    "</script onload=alert(1) ",
    "<!--<script>",
    "\"'`${x}{{y}}&lt;#35;",
    "\N{CRAB} \u65e5\u672c",
    "two\nlines\r\x1b[31m\u202eback",
    "back\\slash\\N",
    "__init__",
    "1. one",
    "half\ud83d",
    "x" * 300,
)


@pytest.fixture(name="graph")
def _graph() -> Graph:
    """A shop: an edge of every kind, an empty layer, a module without one, and files outside."""
    return Graph(
        ("apps", "domain", "unused", "platform"),
        (
            Node("apps/shop", "apps/shop/BUILD:1", "Sells things", "apps", ("@shop",), None, (), 4),
            Node("libs/common", "libs/common/BUILD:1", "What all need", "platform", (), "libs.common", ("new_id",), 2),
            Node(
                "modules/orders",
                "modules/orders/BUILD:3",
                "Takes orders",
                "domain",
                ("@orders", "@sales"),
                "modules.orders.public",
                ("Order", "OrdersClient"),
                9,
            ),
            Node("tools", "tools/BUILD:1", files=1),
            Node(OUTSIDE, description="Files that belong to no module", files=7),
        ),
        (
            Edge(OUTSIDE, "modules/orders", imports=2),
            Edge("apps/shop", "libs/common", imports=1),
            Edge("apps/shop", "modules/orders", declared=True, imports=3),
            Edge("libs/common", "modules/orders", imports=1, violations=("libs/common/x.py:3:8 private-import",)),
            Edge("modules/orders", "libs/common", declared=True),
            Edge("modules/orders", "modules/orders", violations=("modules/orders/public/__init__.py:7:1 facade-leak",)),
            Edge(
                "tools",
                "apps/shop",
                declared=True,
                imports=2,
                violations=("tools/a.py:1:1 layer-violation", "tools/a.py:2:1 layer-violation"),
            ),
        ),
        7,
    )


@pytest.fixture(name="marked")
def _marked() -> Graph:
    """A module whose declaration has every special word, and one without any."""
    marked = Node("m/a", utility=True, uses_any=True, forbidden=("m/b", "m/c"), all_public=True)
    return Graph((), (marked, Node("m/b")), (Edge("m/a", "m/b", imports=1, needless=True),))


@pytest.fixture(name="hostile")
def _hostile() -> Graph:
    """Modules whose every field is hostile, each with a finding about the first."""
    nodes = tuple(Node(f"m/{text}", text, text, text, (text,), text, (text,), 1) for text in HOSTILE)
    edges = tuple(Edge(node.path, nodes[0].path, violations=(f"{node.path}:1:1 code",)) for node in nodes)
    return Graph(HOSTILE, nodes, edges)
