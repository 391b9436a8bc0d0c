"""Files of answers: good ones, hostile ones, and the schema that describes them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema  # type: ignore[import-untyped,unused-ignore]
import pytest

from pantstack.base.errors import Parsed
from pantstack.scaffold.answering import answers_file
from pantstack.scaffold.wanted import Wanted

WHOLE = {
    "$schema": "x",
    "name": "billing",
    "kind": "service",
    "description": "Bills",
    "owner": "@team",
    "layer": "domain",
    "port": 8009,
    "resolve": "shared",
    "uses": ["orders"],
    "answers": {"topic": "returns"},
}
SCHEMA = json.loads(answers_file.SCHEMA.read_text(encoding="utf-8"))


def lines(parsed: Parsed[Wanted]) -> list[str]:
    """Each error on a line."""
    return [f"{error.message} {error.help}" for error in parsed.errors]


def test_all_answers(tmp_path: Path) -> None:
    """Every key of the schema is read, and a byte less would not be."""
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(WHOLE), encoding="utf-8")

    assert WHOLE.keys() == SCHEMA["properties"].keys()
    assert answers_file.read(file, "answers.json") == Parsed(
        Wanted(
            "billing",
            "service",
            "domain",
            8009,
            {"description": "Bills", "owner": "@team", "topic": "returns"},
            ("orders",),
            "shared",
        )
    )


def test_every_mistake_at_once() -> None:
    """Unknown keys and wrong types are named by their keys, all of them; what is right is kept."""
    wrong = {"nmae": "x", "kind": 1, "port": True, "uses": ["orders", 2], "answers": {"topic": []}, "layer": "domain"}
    parsed = answers_file.parse(wrong, "a.json")
    help = "Write a JSON object of answers; docs/new-module.md has an example."

    assert parsed.value == Wanted(layer="domain")
    assert lines(parsed) == [
        "a.json: `nmae` is not a key. Did you mean `name`?",
        f"a.json: `kind` must be a text. {help}",
        f"a.json: `port` must be a whole number. {help}",
        f"a.json: `uses.1` must be a text. {help}",
        f"a.json: `answers.topic` must be a text. {help}",
    ]
    assert lines(answers_file.parse([], "a.json")) == [f"a.json: the answers must be an object. {help}"]
    assert lines(answers_file.parse({"x": 1}, "a.json")) == [
        "a.json: `x` is not a key. The keys are: name, kind, description, owner, layer, port, resolve, uses, answers."
    ]


DOCUMENTS: list[object] = [WHOLE, {}, [], "x", None, {"name": 1}, {"x": 1}, {"port": "1"}, {"port": True}]
DOCUMENTS += [{"uses": "x"}, {"uses": [1]}, {"answers": {}}, {"answers": []}, {"answers": {"a": 1}}]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_schema(document: object) -> None:
    """What is accepted is what any other reader of the schema accepts."""
    accepts = jsonschema.Draft202012Validator(SCHEMA).is_valid(document)

    assert (not answers_file.parse(document, "x").errors) == accepts


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is not JSON: Expecting value at line 1, column 1"),
        (b'{"name": "x",}', "it is not JSON: Expecting property name enclosed in double quotes at line 1, column 14"),
        (b'"\xff"', "it is not UTF-8 (byte 2)"),
        (b'{"name": "x", "name": "y"}', "it has `name` twice"),
        (b"[" * 200000, "it is nested too deeply"),
        (b" " * (answers_file.MAX_SIZE + 1), "it has 1,048,577 bytes; at most 1,048,576 are allowed"),
    ],
    ids=["empty", "comma", "bytes", "twice", "deep", "large"],
)
def test_hostile_files(tmp_path: Path, content: bytes, reason: str) -> None:
    """What is no JSON of ours is one error that says why."""
    file = tmp_path / "a.json"
    file.write_bytes(content)

    help = "Write a JSON object of answers; docs/new-module.md has an example."
    assert lines(answers_file.read(file, "a.json")) == [f"Cannot read the answers in `a.json`: {reason}. {help}"]


def test_what_is_no_file(tmp_path: Path) -> None:
    """A folder, a device, a pipe and nothing at all are refused, and not read."""
    os.mkfifo(tmp_path / "pipe")
    paths = (tmp_path, tmp_path / "pipe", Path("/dev/zero"), tmp_path / "none")

    help = "Write a JSON object of answers; docs/new-module.md has an example."
    reasons = ["it is not a file", "it is not a file", "it is not a file", "there is no such file"]
    assert [lines(answers_file.read(path, "x")) for path in paths] == [
        [f"Cannot read the answers in `x`: {reason}. {help}"] for reason in reasons
    ]
