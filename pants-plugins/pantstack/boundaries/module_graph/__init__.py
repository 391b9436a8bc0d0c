"""The graph of modules and their uses, and the views of it that `pants modules` prints."""

from __future__ import annotations

from typing import Callable

from pantstack.boundaries.module_graph import document, dot, mermaid, page, table
from pantstack.boundaries.module_graph.model import Graph

# A view is a text that ends its last line.
VIEWS: dict[str, Callable[[Graph], str]] = {
    "table": table.render,
    "json": document.render,
    "mermaid": mermaid.render,
    "dot": dot.render,
    "html": page.render,
}
