"""Where everything stands on the page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantstack.boundaries.module_graph.layout import (
    BOX_HEIGHT,
    BOX_WIDTH,
    GAP,
    MARGIN,
    STEP,
    Band,
    Box,
    Layout,
    lay_out,
    spread,
)
from pantstack.boundaries.module_graph.model import OUTSIDE, Edge, Graph, Node
from pantstack.boundaries.module_graph.routes import routes

LAYERS = ("apps", "domain", "platform")


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Graphs of up to 30 nodes, with cycles, edges against the layers, and nodes without edges."""
    layers = draw(st.lists(st.sampled_from((*LAYERS, None)), max_size=30))
    nodes = [Node(f"m{number:02}", layer=layer) for number, layer in enumerate(layers)]
    if draw(st.booleans()):
        nodes.append(Node(OUTSIDE))
    paths = [node.path for node in nodes]
    ends = st.sampled_from(paths or [""])
    pairs = draw(st.sets(st.tuples(ends, ends), max_size=60)) if paths else ()
    return Graph(LAYERS, tuple(nodes), tuple(Edge(source, target, imports=1) for source, target in sorted(pairs)))


def test_small() -> None:
    """Layers are bands from top to bottom, a user stands above what it uses, and lines are centered."""
    nodes = (Node("a", layer="apps"), Node("b", layer="domain"), Node("c", layer="domain"))
    laid = lay_out(Graph(LAYERS, nodes, (Edge("a", "b"), Edge("a", "c"))))
    middle = MARGIN + BOX_WIDTH + GAP / 2

    assert laid == Layout(
        2 * MARGIN + 2 * BOX_WIDTH + GAP,
        laid.bands[-1].y + laid.bands[-1].height + MARGIN,
        (Band("apps", 56.0, 137.0), Band("domain", 221.0, 137.0)),
        (
            (Box("a", 0, middle - BOX_WIDTH / 2, 100.0),),
            (Box("b", 1, MARGIN, 266.0), Box("c", 1, MARGIN + STEP, 266.0)),
        ),
    )


def test_nothing() -> None:
    """An empty graph has an empty page."""
    laid = lay_out(Graph())

    assert (laid.bands, laid.lines) == ((), ())


@given(graphs())
def test_boxes(graph: Graph) -> None:
    """Every node has one box, in the band of its layer, on the page, and away from its neighbors."""
    laid = lay_out(graph)
    titles = {node.path: title for title, nodes in graph.rows() for node in nodes}
    bands = {band.title: band for band in laid.bands}

    assert sorted(box.path for line in laid.lines for box in line) == sorted(titles)
    for upper, lower in zip(laid.bands, laid.bands[1:]):
        assert upper.y + upper.height < lower.y
    for line in laid.lines:
        for box in line:
            band = bands[titles[box.path]]
            assert band.y < box.y < box.y + BOX_HEIGHT < band.y + band.height <= laid.height - MARGIN + 1e-6
            assert MARGIN - 1e-6 <= box.x <= laid.width - MARGIN - BOX_WIDTH + 1e-6
        for left, right in zip(line, line[1:]):
            assert right.x - left.x >= STEP - 1e-6


@given(graphs())
def test_no_edge_passes_behind_a_box(graph: Graph) -> None:
    """An edge starts and ends at its own boxes, and goes through the gaps of the lines between."""
    laid = lay_out(graph)
    boxes = laid.boxes()
    lines = {line[0].y: line for line in laid.lines}
    drawn = routes(laid, graph.uses)

    assert [route.edge for route in drawn] == list(graph.uses)
    for route in drawn:
        (start, *way, end) = route.points
        for (x, y), box in ((start, boxes[route.edge.source]), (end, boxes[route.edge.target])):
            assert box.x < x < box.x + BOX_WIDTH
            assert y in (box.y, box.y + BOX_HEIGHT)
        for (x, y), (same, other) in zip(way[::2], way[1::2]):
            assert x == same
            assert abs(other - y) == pytest.approx(BOX_HEIGHT)
            assert all(not box.x <= x <= box.x + BOX_WIDTH for box in lines[min(y, other)])


@given(
    st.lists(st.floats(-1000, 1000), max_size=20).map(sorted),
    st.floats(0, 50),
    st.floats(-500, 500),
    st.floats(0, 500),
)
def test_spread(preferred: list[float], distance: float, low: float, size: float) -> None:
    """Places keep their order, their bounds, and their distance as far as there is room."""
    places = spread(preferred, distance, low, low + size)
    possible = min(distance, size / (len(preferred) - 1)) if len(preferred) > 1 else 0

    assert len(places) == len(preferred)
    assert all(low - 1e-6 <= place <= low + size + 1e-6 for place in places)
    assert all(right - left >= possible - 1e-6 for left, right in zip(places, places[1:]))


@pytest.mark.parametrize(
    ("preferred", "expected"),
    [([10.0, 50.0], [10, 50]), ([20.0, 20.0], [15, 25]), ([-5.0, 20.0], [0, 20]), ([99.0, 99.0, 99.0], [80, 90, 100])],
)
def test_spread_stays_near(preferred: list[float], expected: list[float]) -> None:
    """Places are the preferred ones, and evenly around it where they collide."""
    assert spread(preferred, 10, 0, 100) == expected
