"""The graph as a mermaid flowchart.

Mermaid draws no more than 500 edges unless it is configured to (`maxEdges`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pantstack.boundaries.module_graph.model import Edge, Graph
from pantstack.text.escaping import single_line
from pantstack.text.width import shorten

_LONGEST = 60
# Mermaid reads quotes, HTML, entities and Markdown in a label: what could be any of these becomes a character code.
_SPECIAL = re.compile(r"[^\w ./@,()-]|(?<![a-zA-Z0-9])_|_(?![a-zA-Z0-9])|\.(?= )|^-", re.ASCII)
_VIOLATION = "stroke:#d1242f,stroke-width:3px,color:#d1242f"


def render(graph: Graph) -> str:
    """Draw one subgraph per layer; violations red and thick, undeclared uses dashed."""
    names = {node.path: f"m{number}" for number, node in enumerate(graph.nodes)}
    lines = ["flowchart TB"]
    for number, (title, nodes) in enumerate(graph.rows()):
        boxes = [f'{names[node.path]}["{_label(node.title(_LONGEST), 2 * _LONGEST)}"]' for node in nodes]
        if title and title in graph.layers:
            boxes = [f'subgraph layer{number}["{_label(title)}"]', *(f"  {box}" for box in boxes), "end"]
        lines += [f"  {line}" for line in boxes]
    lines += [f"  {names[edge.source]} {_arrow(edge)} {names[edge.target]}" for edge in graph.edges]
    lines += [f"  {style}" for style in _styles(graph)]
    return "\n".join((*lines, ""))


def _label(text: str, longest: int = _LONGEST) -> str:
    return _SPECIAL.sub(lambda found: f"#{ord(found.group())};", shorten(single_line(text), longest))


def _arrow(edge: Edge) -> str:
    line = "-.->" if edge.undeclared else "==>" if edge.violations else "-->"
    return f'{line}|"{", ".join(edge.remarks)}"|' if edge.remarks else line


def _styles(graph: Graph) -> Iterator[str]:
    numbers = [str(number) for number, edge in enumerate(graph.edges) if edge.violations]
    if numbers:
        yield f"linkStyle {','.join(numbers)} {_VIOLATION}"
