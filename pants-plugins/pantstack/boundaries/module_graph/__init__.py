"""What exists and who uses whom: one graph, and the views of it that `pants modules` prints."""

from __future__ import annotations

from typing import Callable

from pantstack.boundaries.module_graph import document, dot, mermaid, page, table
from pantstack.boundaries.module_graph.model import Graph

# A view is a text that ends its last line.
VIEWS: dict[str, Callable[[Graph], str]] = {
    "table": table.table,
    "json": document.document,
    "mermaid": mermaid.mermaid,
    "dot": dot.dot,
    "html": page.page,
}
