"""The curves of edges."""

from __future__ import annotations

from pantstack.boundaries.module_graph.layout import Box, Layout
from pantstack.boundaries.module_graph.model import Edge
from pantstack.boundaries.module_graph.routes import routes

LAYOUT = Layout(
    512,
    500,
    (),
    (
        (Box("a", 0, 56, 100), Box("b", 0, 280, 100)),
        (Box("c", 1, 56, 250),),
        (Box("d", 2, 56, 400),),
    ),
)


def test_down_and_up() -> None:
    """A curve leads from the lower side of one box to the upper side of the next, or back."""
    assert [route.path for route in routes(LAYOUT, [Edge("a", "c"), Edge("c", "b")])] == [
        "M144.0 158.0C144.0 204.0 144.0 204.0 144.0 250.0",
        "M214.0 250.0C214.0 204.0 298.0 204.0 298.0 158.0",
    ]


def test_past_a_line() -> None:
    """A curve goes straight through the nearest gap of a line between, and its ends look to where it passes."""
    (route,) = routes(LAYOUT, [Edge("b", "d")])

    assert list(route.points) == [(298, 158), (256, 250), (256, 308), (214, 400)]
    assert route.path == (
        "M298.0 158.0C298.0 204.0 256.0 204.0 256.0 250.0L256.0 308.0C256.0 354.0 214.0 354.0 214.0 400.0"
    )


def test_beside() -> None:
    """Two boxes on a line are joined from below."""
    (route,) = routes(LAYOUT, [Edge("a", "b")])

    assert route.path == "M214.0 158.0C214.0 186.1 298.0 186.1 298.0 158.0"


def test_ends_apart() -> None:
    """Edges at the same side of a box keep apart, in the order of where they lead."""
    found = {route.edge: route.points for route in routes(LAYOUT, [Edge("b", "c"), Edge("a", "c"), Edge("c", "a")])}

    assert [found[edge][-1][0] for edge in (Edge("a", "c"), Edge("b", "c"))] == [138, 214]
    assert found[Edge("c", "a")][0][0] == 150
