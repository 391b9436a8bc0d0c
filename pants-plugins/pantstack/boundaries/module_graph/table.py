"""The graph as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pantstack.boundaries.module_graph.model import Edge, Graph, Neighbors, Node, neighbors
from pantstack.text.counting import count
from pantstack.text.escaping import single_line
from pantstack.text.width import shorten, width

_HEAD = ("MODULE", "LAYER", "OWNERS", "FACADE", "USES", "USED BY", "FINDINGS")
# A longer entry loses its middle: a row that wraps around is no row.
_LONGEST = 60
_GAP = "  "


def render(graph: Graph) -> str:
    """Render one block of lines per module, what it uses and who uses it below each other, then the totals."""
    if not graph.nodes:
        return "No modules are declared; `pants adopt` proposes some.\n"
    edges = neighbors(graph)
    blocks = [_cells(node, edges[node.path]) for node in graph.subjects]
    heads = [[title] for title in _HEAD]
    widths = [max(width(line) for cell in column for line in cell) for column in zip(heads, *blocks)]
    lines = [line for block in (heads, *blocks) for line in _lines(block, widths)]
    return "\n".join((*lines, "", _sum(graph), ""))


def _cells(node: Node, edges: Neighbors) -> list[list[str]]:
    """Write the lines of each cell of a node."""
    return [
        _listed([node.path, *(f"({remark})" for remark in node.remarks)]),
        _listed([node.layer or ""]),
        _listed(node.owners),
        _listed([node.facade or ""]),
        _listed([_end(edge.target, edge) for edge in edges.uses]),
        _listed([_end(edge.source, edge) for edge in edges.used_by]),
        [str(len(edges.findings) or "-")],
    ]


def _listed(entries: Iterable[str]) -> list[str]:
    return [_entry(entry) for entry in entries if entry] or ["-"]


def _entry(text: str) -> str:
    return shorten(single_line(text), _LONGEST)


def _end(path: str, edge: Edge) -> str:
    # Shortened by itself, so that the remarks stay readable.
    remarks = f" ({', '.join(edge.remarks)})" if edge.remarks else ""
    return shorten(single_line(path), _LONGEST - len(remarks)) + remarks


def _lines(block: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """Put the cells of a row side by side, in as many lines as the longest has."""
    height = max(map(len, block))
    padded = [[*cell, *[""] * (height - len(cell))] for cell in block]
    return [
        _GAP.join(text + " " * (column - width(text)) for text, column in zip(line, widths)).rstrip()
        for line in zip(*padded)
    ]


def _sum(graph: Graph) -> str:
    modules = graph.subjects if graph.chosen else graph.modules
    numbers = (
        count(len(modules), "module"),
        count(len(graph.uses), "use"),
        count(graph.findings, "finding"),
    )
    unowned = f"; {count(graph.unowned, 'file')} in no module" if graph.unowned and not graph.chosen else ""
    narrow = f"; {count(graph.open, 'module')} all public, to be narrowed" if graph.open else ""
    return f"{', '.join(numbers)}{unowned}{narrow}."
