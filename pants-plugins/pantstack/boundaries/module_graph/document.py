"""The graph as JSON, for programs; `graph.schema.json` beside this file describes it."""

from __future__ import annotations

import json
from dataclasses import asdict

from pantstack.boundaries.module_graph.model import Graph

# Grows when a reader of the old form would misread the new one.
VERSION = 1


def render(graph: Graph) -> str:
    """Render one JSON object, in ASCII, so that no terminal and no encoding gets in the way."""
    return json.dumps({"version": VERSION, **asdict(graph)}, indent=2) + "\n"
