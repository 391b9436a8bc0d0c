"""The page as a text; tests/graph_page_test.py looks at it in a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any, Optional

import pytest

from pantstack.boundaries.module_graph import VIEWS, page
from pantstack.boundaries.module_graph.model import Graph
from pantstack.text.escaping import single_line


class Reader(HTMLParser):
    """Collects the elements of a page with their attributes, and the text of each kind of element."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, Optional[str]]]] = []
        self.texts: dict[str, list[str]] = {}
        self.stack = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Optional[str]]]) -> None:
        """Remember an element."""
        self.elements.append((tag, dict(attrs)))
        self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  theirs
        """What follows belongs to no element that matters here."""
        self.stack.append("")

    def handle_data(self, data: str) -> None:
        """Remember a text under the element that was opened last."""
        self.texts.setdefault(self.stack[-1], []).append(data)


def read(text: str) -> Reader:
    """The elements of a page."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader


def data(reader: Reader) -> Any:  # noqa: ANN401  JSON
    """What the page draws."""
    return json.loads(reader.texts["script"][0])


@pytest.mark.parametrize("name", ["graph", "hostile"])
def test_self_contained(name: str, request: pytest.FixtureRequest) -> None:
    """Nothing on the page has an address elsewhere, and the policy lets nothing but its own script and style run."""
    reader = read(page.render(request.getfixturevalue(name)))
    script, style = (reader.texts["script"][-1], reader.texts["style"][-1])
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    attributes = [attrs for _, attrs in reader.elements]
    addresses = [attrs[key] or "" for attrs in attributes for key in ("src", "href", "action") if key in attrs]

    assert [address for address in addresses if not address.startswith(("#", "data:,"))] == []
    assert re.findall(r"https?:|@import|url\((?!#)", script.replace("http://www.w3.org/2000/svg", "") + style) == []
    assert attributes[3]["content"] == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'"
    )
    assert [tag for tag, _ in reader.elements].count("script") == 2


def test_data(graph: Graph) -> None:
    """The page knows each module with its place, and each edge with its marks and its curve."""
    drawn = data(read(page.render(graph)))

    assert [(band["title"], band["hue"]) for band in drawn["bands"]] == [
        ("outside every module", "hue-none"),
        ("apps", "hue-0"),
        ("domain", "hue-1"),
        ("platform", "hue-2"),
        ("no layer", "hue-none"),
    ]
    paths = [node["path"] for node in drawn["nodes"]]
    assert paths == ["(no module)", "apps/shop", "modules/orders", "libs/common", "tools"]
    assert [node["row"] for node in drawn["nodes"]] == [4, 0, 2, 1, 3]
    assert {name: value for name, value in drawn["nodes"][2].items() if name not in "xy"} == {
        "path": "modules/orders",
        "place": "modules/orders/BUILD:3",
        "description": "Takes orders",
        "layer": "domain",
        "owners": ["@orders", "@sales"],
        "facade": "modules.orders.public",
        "offers": ["Order", "OrdersClient"],
        "files": 9,
        "remarks": [],
        "findings": ["modules/orders/public/__init__.py:7:1 facade-leak"],
        "hue": "hue-1",
        "row": 2,
    }
    assert [
        (
            paths[edge["source"]],
            paths[edge["target"]],
            edge["marks"],
            edge["remarks"],
            edge["imports"],
            edge["violations"],
        )
        for edge in drawn["edges"]
    ] == [
        ("(no module)", "modules/orders", [], [], 2, 0),
        ("apps/shop", "libs/common", ["undeclared"], ["undeclared"], 1, 0),
        ("apps/shop", "modules/orders", [], [], 3, 0),
        ("libs/common", "modules/orders", ["violation", "undeclared"], ["undeclared", "1 finding"], 1, 1),
        ("modules/orders", "libs/common", ["unused"], ["no import"], 0, 0),
        ("modules/orders", "modules/orders", ["violation"], ["1 finding"], 0, 1),
        ("tools", "apps/shop", ["violation"], ["2 findings"], 2, 2),
    ]
    assert [bool(edge["curve"]) for edge in drawn["edges"]] == [True, True, True, True, True, False, True]


def test_sum(graph: Graph) -> None:
    """The numbers stand on top, the findings in red, or their absence in green."""
    (full,) = re.findall(r'<p class="sum">(.*)</p>', page.render(graph))
    (empty,) = re.findall(r'<p class="sum">(.*)</p>', page.render(Graph((), graph.nodes[:1])))

    assert full == (
        '<span class=""><b>4</b> modules</span> <span class=""><b>6</b> uses</span> '
        '<span class=""><b>2</b> undeclared</span> <span class="bad"><b>4</b> findings</span> '
        '<span class=""><b>7</b> files in no module</span>'
    )
    assert empty == (
        '<span class=""><b>1</b> module</span> <span class=""><b>0</b> uses</span> '
        '<span class="good">no findings</span>'
    )


def test_table(graph: Graph) -> None:
    """The table says the same without JavaScript."""
    (row,) = re.findall(r'<tr id="module:modules/orders">.*</tr>', page.render(graph))

    assert row == (
        '<tr id="module:modules/orders">'
        '<th scope="row"><a href="#module:modules/orders">modules/orders</a><small>Takes orders</small></th>'
        "<td>domain</td><td>@orders, @sales</td><td><code>modules.<wbr>orders.<wbr>public</code></td>"
        '<td><ul><li><a href="#module:libs/common">libs/common</a> <span class="remark">no import</span></li></ul></td>'
        '<td><ul><li><a href="#module:%28no%20module%29">(no module)</a></li>'
        '<li><a href="#module:apps/shop">apps/shop</a></li>'
        '<li><a href="#module:libs/common">libs/common</a>'
        ' <span class="remark bad">undeclared, 1 finding</span></li></ul></td>'
        "<td><ul><li><code>modules/<wbr>orders/<wbr>public/<wbr>__init__.<wbr>py:7:1 facade-leak</code></li></ul></td>"
        "</tr>"
    )


def test_hostile(graph: Graph, hostile: Graph) -> None:
    """Hostile values add no element to the page and come back as they are."""
    text = page.render(hostile)
    reader, harmless = read(text), read(page.render(graph))
    (embedded,) = re.findall(r'<script id="data" type="application/json">(.*)</script>\n<script>', text)
    rows = [attrs["id"] for tag, attrs in reader.elements if tag == "tr" and attrs]

    # A browser takes more for the end of a script than a parser in Python does.
    assert set("<>&") & set(embedded) == set()
    assert {tag for tag, _ in reader.elements} == {tag for tag, _ in harmless.elements}
    assert rows == [f"module:{single_line(node.path)}" for node in hostile.nodes]
    assert reader.texts["a"][:1] == [single_line(hostile.nodes[0].path)]
    assert sorted(node["path"] for node in data(reader)["nodes"]) == sorted(
        single_line(node.path) for node in hostile.nodes
    )


def test_views(graph: Graph, hostile: Graph) -> None:
    """Every view of every graph can be printed, is the same each time and ends its last line."""
    assert list(VIEWS) == ["table", "json", "mermaid", "dot", "html"]
    for view in VIEWS.values():
        for each in (graph, hostile, Graph()):
            text = view(each)
            assert text == view(each)
            assert text.endswith("\n")
            assert text.encode("utf-8")


def test_marks(marked: Graph) -> None:
    """The panel, the table and the totals of the page have what is special about a declaration."""
    rendered = page.render(marked)
    words = ["utility", "may use any module", "all public, to be narrowed", "never m/b", "never m/c"]

    assert [node["remarks"] for node in data(read(rendered))["nodes"]] == [words, []]
    assert f"<small>({', '.join(words)})</small>" in rendered
    assert '<span class=""><b>1</b> to be narrowed</span>' in rendered
