"""The graph as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pantstack.boundaries.module_graph import document
from pantstack.boundaries.module_graph import document as module
from pantstack.boundaries.module_graph.model import Graph

SCHEMA = json.loads((Path(module.__file__).parent / "graph.schema.json").read_text(encoding="utf-8"))
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "null": type(None)}


def wrong(value: Any, schema: dict[str, Any], where: str = "") -> list[str]:  # noqa: ANN401  JSON
    """Where a value breaks a schema, for the few words that ours uses."""
    schema = SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
    if "const" in schema:
        return [] if value == schema["const"] else [where]
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(type(value) is TYPES[name] for name in types):
        return [where]
    if isinstance(value, list):
        return [each for index, item in enumerate(value) for each in wrong(item, schema["items"], f"{where}/{index}")]
    if isinstance(value, dict):
        assert schema["additionalProperties"] is False
        inside = schema["properties"]
        odd = [
            f"{where}/{name}"
            for name in {*value, *inside, *schema["required"]}
            if not (name in value and name in inside)
        ]
        return odd + [
            each for name in value if name in inside for each in wrong(value[name], inside[name], f"{where}/{name}")
        ]
    return []


def test_document(graph: Graph) -> None:
    """Every field of the graph is there, under its own name."""
    rendered = json.loads(document.render(graph))

    assert list(rendered) == ["version", "layers", "nodes", "edges", "unowned", "chosen"]
    assert rendered["version"] == 1
    assert rendered["layers"] == ["apps", "domain", "unused", "platform"]
    assert rendered["unowned"] == 7
    assert json.loads(document.render(graph.part(["tools"])))["chosen"] == ["tools"]
    assert rendered["nodes"][2] == {
        "path": "modules/orders",
        "place": "modules/orders/BUILD:3",
        "description": "Takes orders",
        "layer": "domain",
        "owners": ["@orders", "@sales"],
        "facade": "modules.orders.public",
        "offers": ["Order", "OrdersClient"],
        "files": 9,
        "utility": False,
        "uses_any": False,
        "forbidden": [],
        "all_public": False,
    }
    assert rendered["edges"][3] == {
        "source": "libs/common",
        "target": "modules/orders",
        "declared": False,
        "imports": 1,
        "violations": ["libs/common/x.py:3:8 private-import"],
        "needless": False,
    }


@pytest.mark.parametrize("name", ["graph", "hostile"])
def test_schema(name: str, request: pytest.FixtureRequest) -> None:
    """The schema beside the code describes the document, and nothing that is not in it."""
    text = document.render(request.getfixturevalue(name))

    assert wrong(json.loads(text), SCHEMA) == []
    assert text.isascii()


def test_schema_can_fail(graph: Graph) -> None:
    """A document with a wrong, a missing and an unknown field breaks the schema in these places."""
    rendered = json.loads(document.render(graph))
    rendered["nodes"][0]["files"] = "4"
    rendered["edges"][1]["color"] = "red"
    del rendered["unowned"]

    assert sorted(wrong(rendered, SCHEMA)) == ["/edges/1/color", "/nodes/0/files", "/unowned"]


def test_marks(marked: Graph) -> None:
    """What is special about a declaration has fields of its own, as the schema has them."""
    rendered = json.loads(document.render(marked))

    assert wrong(rendered, SCHEMA) == []
    assert {name: rendered["nodes"][0][name] for name in ("utility", "uses_any", "forbidden", "all_public")} == {
        "utility": True,
        "uses_any": True,
        "forbidden": ["m/b", "m/c"],
        "all_public": True,
    }
    assert [edge["needless"] for edge in rendered["edges"]] == [True]
