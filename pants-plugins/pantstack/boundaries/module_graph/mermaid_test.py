"""The graph for mermaid."""

from __future__ import annotations

import html
import re

from pantstack.boundaries.module_graph import mermaid
from pantstack.boundaries.module_graph.model import Graph
from pantstack.text.escaping import single_line
from pantstack.text.width import shorten


def test_flowchart(graph: Graph) -> None:
    """A subgraph a layer; violations red and thick, undeclared uses dashed."""
    assert mermaid.render(graph).splitlines() == [
        "flowchart TB",
        '  m4["(no module)"]',
        '  subgraph layer1["apps"]',
        '    m0["apps/shop"]',
        "  end",
        '  subgraph layer2["domain"]',
        '    m2["modules/orders"]',
        "  end",
        '  subgraph layer3["platform"]',
        '    m1["libs/common"]',
        "  end",
        '  m3["tools"]',
        "  m4 --> m2",
        '  m0 -.->|"undeclared"| m1',
        "  m0 --> m2",
        '  m1 -.->|"undeclared, 1 finding"| m2',
        '  m2 -->|"no import"| m1',
        '  m2 ==>|"1 finding"| m2',
        '  m3 ==>|"2 findings"| m0',
        "  linkStyle 3,5,6 stroke:#d1242f,stroke-width:3px,color:#d1242f",
    ]


def test_hostile_labels(hostile: Graph) -> None:
    """No label ends early, and mermaid's character codes decode to the module's name."""
    labels = re.findall(r'^ +m\d+\["(.*)"\]$', mermaid.render(hostile), re.MULTILINE)

    assert [html.unescape(re.sub(r"#(\d+);", r"&#\1;", label)) for label in labels] == [
        shorten(single_line(node.path), 60) for node in hostile.nodes
    ]
    # No Markdown either: neither emphasis nor a list.
    assert [label for label in labels if re.search(r"(?<![a-zA-Z0-9])_|_(?![a-zA-Z0-9])|\. ", label)] == []
    assert re.findall(r'["`<>&\\*\[\]{}|;:]', re.sub(r"#\d+;", "", "".join(labels))) == []


def test_nothing_in_red(graph: Graph) -> None:
    """Without violations there is no style."""
    assert "linkStyle" not in mermaid.render(Graph(graph.layers, graph.nodes, graph.edges[:3]))


def test_marks(marked: Graph) -> None:
    """What is special about a declaration stands behind the path."""
    assert mermaid.render(marked).splitlines() == [
        "flowchart TB",
        '  m0["m/a (utility, may use any module, all public, to be narrowed)"]',
        '  m1["m/b"]',
        "  m0 --> m1",
    ]
