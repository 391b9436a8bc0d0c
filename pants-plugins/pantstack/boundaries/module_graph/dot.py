"""The graph in Graphviz' language."""

from __future__ import annotations

from pantstack.boundaries.module_graph.model import Edge, Graph, Node
from pantstack.text.escaping import single_line
from pantstack.text.width import shorten

_LONGEST = 60
_RED = "#d1242f"
_HEAD = (
    "digraph modules {",
    '  graph [rankdir=TB, fontname="Helvetica", nodesep=0.3, ranksep=0.7];',
    '  node [shape=box, style="rounded,filled", fillcolor="#ffffff", color="#8c959f", fontname="Helvetica"];',
    '  edge [color="#57606a", fontname="Helvetica", fontsize=10];',
)


def render(graph: Graph) -> str:
    """Draw one cluster per layer; violations red and thick, undeclared uses dashed."""
    names = {node.path: f"m{number}" for number, node in enumerate(graph.nodes)}
    lines = []
    for number, (title, nodes) in enumerate(graph.rows()):
        boxes = [f"{names[node.path]} [{_box(node)}];" for node in nodes]
        if title and title in graph.layers:
            head = f'label={_quoted(title)}; labeljust=l; style="rounded,filled"; color="#eef1f4";'
            boxes = [f"subgraph cluster_{number} {{", f"  {head}", *(f"  {box}" for box in boxes), "}"]
        lines += boxes
    lines += [f"{names[edge.source]} -> {names[edge.target]}{_line(edge)};" for edge in graph.edges]
    return "\n".join((*_HEAD, *(f"  {line}" for line in lines), "}", ""))


def _quoted(text: str, limit: int = _LONGEST) -> str:
    """Quote a string so that nothing is an escape: to Graphviz a backslash before an N is the name of the node."""
    safe = shorten(single_line(text), limit).replace("\\", "\\\\").replace('"', '\\"')
    # Graphviz reads entities such as &lt; in every string.
    return '"{}"'.format(safe.replace("&", "&amp;"))


def _box(node: Node) -> str:
    tooltip = f", tooltip={_quoted(node.description, 300)}" if node.description else ""
    return f"label={_quoted(node.title(_LONGEST), 2 * _LONGEST)}{tooltip}"


def _line(edge: Edge) -> str:
    marks = []
    if edge.violations:
        marks += [f'color="{_RED}"', f'fontcolor="{_RED}"', "penwidth=3"]
    if edge.undeclared:
        marks.append("style=dashed")
    if edge.remarks:
        marks.append(f"label={_quoted(', '.join(edge.remarks))}")
    return f" [{', '.join(marks)}]" if marks else ""
