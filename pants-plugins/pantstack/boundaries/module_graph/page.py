"""The graph as one self-contained page: no network, no library, and the table where JavaScript is off."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

from pantstack.boundaries.module_graph.layout import BOX_HEIGHT, BOX_WIDTH, lay_out
from pantstack.boundaries.module_graph.model import OUTSIDE, Edge, Graph, Neighbors, Node, neighbors
from pantstack.boundaries.module_graph.routes import routes
from pantstack.text.escaping import single_line

_HEAD = ("Module", "Layer", "Owners", "Facade", "Uses", "Used by", "Findings")
_HUES = 6
_JOINT = re.compile(r"(?<=[./])")


def render(graph: Graph) -> str:
    """Draw layers as bands, modules as boxes and uses as curves, with search, filter, zoom and a panel per module."""
    style, script = _part("page.css"), _part("camera.js") + _part("page.js")
    return Template(_part("page.html")).substitute(
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        data=_embedded(_data(graph)),
        sum=_sum(graph),
        table=_table(graph),
    )


def _part(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Hash a text, so that a browser runs it and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _embedded(data: Mapping[str, Any]) -> str:
    """Write JSON for a script element: nothing in it is read as markup."""
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _data(graph: Graph) -> dict[str, Any]:
    """Collect everything that the page draws and shows."""
    layout = lay_out(graph)
    # As they stand on the page, so that the tab key goes from left to right and down.
    boxes = layout.boxes()
    number = {path: index for index, path in enumerate(boxes)}
    curves = {(route.edge.source, route.edge.target): route.path for route in routes(layout, graph.uses)}
    hues = _hues(graph)
    edges = neighbors(graph)
    rows = {node.path: (row, node) for row, node in enumerate(graph.nodes)}
    return {
        "width": layout.width,
        "height": layout.height,
        "box": {"width": BOX_WIDTH, "height": BOX_HEIGHT},
        "bands": [
            {"title": _title(graph, band.title), "hue": hues[band.title], "y": band.y, "height": band.height}
            for band in layout.bands
        ],
        "nodes": [
            {
                **_node(node, edges[node.path].findings),
                "hue": hues[_row_of(node)],
                "row": row,
                "x": round(box.x, 1),
                "y": box.y,
            }
            for box in boxes.values()
            for row, node in (rows[box.path],)
        ],
        "edges": [
            {
                **_edge(edge),
                "source": number[edge.source],
                "target": number[edge.target],
                "curve": curves.get((edge.source, edge.target), ""),
            }
            for edge in graph.edges
        ],
    }


def _hues(graph: Graph) -> dict[str, str]:
    """Choose the class that colors each layer; modules without one among layers are gray."""
    titles = [title for title, _ in graph.rows() if title not in ("", OUTSIDE)]
    colored = {title: f"hue-{index % _HUES}" for index, title in enumerate(titles)}
    return {**colored, "": "hue-none" if colored else "hue-0", OUTSIDE: "hue-none"}


def _row_of(node: Node) -> str:
    return OUTSIDE if node.path == OUTSIDE else node.layer or ""


def _title(graph: Graph, title: str) -> str:
    if title == OUTSIDE:
        return "outside every module"
    return single_line(title) or ("no layer" if graph.layers else "modules")


def _node(node: Node, findings: Iterable[str]) -> dict[str, Any]:
    return {
        "path": single_line(node.path),
        "place": single_line(node.place),
        "description": single_line(node.description),
        "layer": single_line(node.layer or ""),
        "owners": list(map(single_line, node.owners)),
        "facade": single_line(node.facade or ""),
        "offers": list(map(single_line, node.offers)),
        "files": node.files,
        "remarks": list(map(single_line, node.remarks)),
        "findings": list(map(single_line, findings)),
    }


def _edge(edge: Edge) -> dict[str, Any]:
    marks = (("violation", bool(edge.violations)), ("undeclared", edge.undeclared), ("unused", edge.unused))
    return {
        "marks": [name for name, holds in marks if holds],
        "remarks": edge.remarks,
        "imports": edge.imports,
        "violations": len(edge.violations),
    }


def _sum(graph: Graph) -> str:
    """Render the totals as markup."""
    undeclared = sum(edge.undeclared for edge in graph.uses)
    counted = [(len(graph.modules), "module", ""), (len(graph.uses), "use", "")]
    counted += [(undeclared, "undeclared", "")] if undeclared else []
    counted += [(graph.findings, "finding", "bad")] if graph.findings else []
    counted += [(graph.open, "to be narrowed", "")] if graph.open else []
    counted += [(graph.unowned, "file", "")] if graph.unowned else []
    parts = []
    for number, noun, kind in counted:
        words = noun if number == 1 or " " in noun or noun == "undeclared" else f"{noun}s"
        parts.append(f'<span class="{kind}"><b>{number}</b> {words}{" in no module" if noun == "file" else ""}</span>')
    if not graph.findings:
        parts.append('<span class="good">no findings</span>')
    return " ".join(parts)


def _table(graph: Graph) -> str:
    """Render the table as markup."""
    edges = neighbors(graph)
    head = "".join(f'<th scope="col">{title}</th>' for title in _HEAD)
    rows = "\n".join(_row(node, edges[node.path]) for node in graph.nodes)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _row(node: Node, edges: Neighbors) -> str:
    path = single_line(node.path)
    remarks = f"({', '.join(node.remarks)})" if node.remarks else ""
    about = single_line(" ".join(filter(None, (node.description, remarks))))
    name = f'<th scope="row">{_link(path)}<small>{escape(about)}</small></th>'
    cells = (
        escape(single_line(node.layer or "")),
        escape(single_line(", ".join(node.owners))),
        _code(single_line(node.facade)) if node.facade else "",
        _list(_end(edge.target, edge) for edge in edges.uses),
        _list(_end(edge.source, edge) for edge in edges.used_by),
        _list(_code(single_line(line)) for line in edges.findings),
    )
    return f'<tr id="module:{escape(path)}">{name}{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _link(path: str) -> str:
    return f'<a href="#module:{quote(path)}">{escape(path)}</a>'


def _code(text: str) -> str:
    """Mark up a name that may break after its dots and slashes."""
    return f"<code>{_JOINT.sub('<wbr>', escape(text))}</code>"


def _end(path: str, edge: Edge) -> str:
    kind = "remark bad" if edge.violations or edge.undeclared else "remark"
    remarks = f' <span class="{kind}">{", ".join(edge.remarks)}</span>' if edge.remarks else ""
    return _link(single_line(path)) + remarks


def _list(items: Iterable[str]) -> str:
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{listed}</ul>" if listed else ""
