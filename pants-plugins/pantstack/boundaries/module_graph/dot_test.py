"""The graph for Graphviz."""

from __future__ import annotations

import html
import re
import shutil
import subprocess

import pytest

from pantstack.boundaries.module_graph import dot
from pantstack.boundaries.module_graph.model import Graph
from pantstack.text.escaping import single_line
from pantstack.text.width import shorten


def test_digraph(graph: Graph) -> None:
    """A cluster a layer; violations red and thick, undeclared uses dashed."""
    red = 'color="#d1242f", fontcolor="#d1242f", penwidth=3'
    look = 'labeljust=l; style="rounded,filled"; color="#eef1f4";'

    assert dot.render(graph).splitlines()[4:] == [
        '  m4 [label="(no module)", tooltip="Files that belong to no module"];',
        "  subgraph cluster_1 {",
        f'    label="apps"; {look}',
        '    m0 [label="apps/shop", tooltip="Sells things"];',
        "  }",
        "  subgraph cluster_2 {",
        f'    label="domain"; {look}',
        '    m2 [label="modules/orders", tooltip="Takes orders"];',
        "  }",
        "  subgraph cluster_3 {",
        f'    label="platform"; {look}',
        '    m1 [label="libs/common", tooltip="What all need"];',
        "  }",
        '  m3 [label="tools"];',
        "  m4 -> m2;",
        '  m0 -> m1 [style=dashed, label="undeclared"];',
        "  m0 -> m2;",
        f'  m1 -> m2 [{red}, style=dashed, label="undeclared, 1 finding"];',
        '  m2 -> m1 [label="no import"];',
        f'  m2 -> m2 [{red}, label="1 finding"];',
        f'  m3 -> m0 [{red}, label="2 findings"];',
        "}",
    ]


def test_hostile_labels(hostile: Graph) -> None:
    """No string ends early, and what Graphviz reads in a label is the module's name."""
    labels = re.findall(r'm\d+ \[label="((?:[^"\\]|\\.)*)", tooltip="(?:[^"\\]|\\.)*"\];', dot.render(hostile))

    assert [html.unescape(re.sub(r"\\(.)", r"\1", label)) for label in labels] == [
        shorten(single_line(node.path), 60) for node in hostile.nodes
    ]


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not on PATH: apt-get install graphviz")
def test_graphviz_reads_it(hostile: Graph) -> None:
    """Graphviz draws every module under its own name."""
    drawn = subprocess.run(["dot", "-Tsvg"], input=dot.render(hostile), check=True, capture_output=True, text=True)
    texts = [
        html.unescape(text).replace("\xa0", " ") for text in re.findall(r"<text[^>]*>([^<]*)</text>", drawn.stdout)
    ]

    assert drawn.stderr == ""
    assert {shorten(single_line(node.path), 60) for node in hostile.nodes} <= set(texts)


def test_marks(marked: Graph) -> None:
    """What is special about a declaration stands behind the path."""
    assert dot.render(marked).splitlines()[4:] == [
        '  m0 [label="m/a (utility, may use any module, all public, to be narrowed)"];',
        '  m1 [label="m/b"];',
        "  m0 -> m1;",
        "}",
    ]
