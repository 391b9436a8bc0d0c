"""The graph is put together."""

from __future__ import annotations

from pantstack.base.locations import SourceLocation
from pantstack.boundaries.module_graph.build import build
from pantstack.boundaries.module_graph.model import OUTSIDE, Edge, Graph, Node
from pantstack.declarations.model import Catalog, Facade, Module

CATALOG = Catalog(
    (
        Module("a", SourceLocation("a/BUILD", 2), "Does a", "apps", ("b", "c"), owners=("@a",)),
        Module("b", SourceLocation("b/BUILD", 1)),
        Module("c", SourceLocation("c/BUILD", 1)),
    )
)


def test_everything() -> None:
    """Declared, used and violated edges meet; findings without another module stay with their own."""
    built = build(
        CATALOG,
        ["apps", "platform"],
        files={"a": 3, "b": 1, "": 4},
        imports={("a", "b"): 2, ("b", "c"): 1, ("", "b"): 5, ("scripts", "b"): 1, ("a", "a"): 9, ("b", "a"): 0},
        findings=[
            ("b", "c", "b/x.py:2:1 private-import"),
            ("b", "c", "b/x.py:1:1 private-import"),
            ("a", "", "a/x.py:1:1 unparsable-file"),
            ("", "c", "x.py:1:1 private-import"),
            ("", "", "y.py:1:1 unparsable-file"),
        ],
        offers={"b": ("Order",)},
        facades={"b": "b.public", "c": ""},
    )

    assert built == Graph(
        ("apps", "platform"),
        (
            Node("a", "a/BUILD:2", "Does a", "apps", ("@a",), None, (), 3),
            Node("b", "b/BUILD:1", "", None, (), "b.public", ("Order",), 1),
            Node("c", "c/BUILD:1"),
            Node(OUTSIDE, description="Files that belong to no module", files=4),
        ),
        (
            Edge(OUTSIDE, OUTSIDE, violations=("y.py:1:1 unparsable-file",)),
            Edge(OUTSIDE, "b", imports=6),
            Edge(OUTSIDE, "c", violations=("x.py:1:1 private-import",)),
            Edge("a", "a", violations=("a/x.py:1:1 unparsable-file",)),
            Edge("a", "b", declared=True, imports=2),
            Edge("a", "c", declared=True),
            Edge("b", "c", imports=1, violations=("b/x.py:2:1 private-import", "b/x.py:1:1 private-import")),
        ),
        4,
    )


def test_unowned_files_that_use_nothing() -> None:
    """Files outside every module are counted, and are a node only where they use a module."""
    built = build(Catalog(CATALOG.modules[1:]), (), {"": 4}, {}, (), {}, {})

    assert built == Graph((), (Node("b", "b/BUILD:1"), Node("c", "c/BUILD:1")), (), 4)


def test_nothing() -> None:
    """Without modules there is an empty graph."""
    assert build(Catalog(), (), {}, {}, (), {}, {}) == Graph()


def test_what_declarations_allow_without_a_name() -> None:
    """A use of a utility, or by who may use any, is not undeclared; what is forbidden and all public is marked."""
    facade = Facade("a", SourceLocation("a/BUILD", 1), module="a", everything=True)
    modules = (
        Module("a", SourceLocation("a/BUILD", 1), facade=facade, may_use_any=True, cannot_depend_on=("c",)),
        Module("b.py", SourceLocation("BUILD", 1), is_file=True, utility=True),
        Module("c", SourceLocation("c/BUILD", 1)),
    )
    uses = {("a", "b.py"): 1, ("a", "c"): 1, ("c", "b.py"): 1, ("c", "a"): 1, ("", "b.py"): 1}
    built = build(Catalog(modules), (), {}, uses, (), {}, {})

    assert built.nodes == (
        Node("a", "a/BUILD:1", uses_any=True, forbidden=("c",), all_public=True),
        Node("b.py", "BUILD:1", utility=True),
        Node("c", "c/BUILD:1"),
        Node(OUTSIDE, description="Files that belong to no module"),
    )
    assert [(edge.source, edge.target, edge.remarks) for edge in built.edges] == [
        (OUTSIDE, "b.py", ()),
        ("a", "b.py", ()),
        ("a", "c", ("undeclared",)),
        ("c", "a", ("undeclared",)),
        ("c", "b.py", ()),
    ]
