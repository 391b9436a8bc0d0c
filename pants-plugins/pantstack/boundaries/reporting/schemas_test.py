"""Documents hold to their published schemas."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pantstack.base.errors import UserError
from pantstack.boundaries.policy.report import BaselineCounts, Report
from pantstack.boundaries.reporting.render import View, render
from pantstack.boundaries.reporting.testing import EMPTY, FLAG, HOSTILE, PROBLEM, REPORT, hostile, hostile_problem

# In CI nothing is skipped: there a missing package is an error.
jsonschema = importlib.import_module("jsonschema") if "CI" in os.environ else pytest.importorskip("jsonschema")

HERE = Path(__file__).parent
SCHEMAS = {"json": HERE / "schema/findings-2.json", "sarif": HERE / "testdata/sarif-2.1.0-rtm.5.json"}
OUTCOMES: list[tuple[Report, Sequence[UserError]]] = [
    (EMPTY, ()),
    (EMPTY, (PROBLEM,)),
    (EMPTY, (FLAG,)),
    (REPORT, (PROBLEM,)),
    (Report((*REPORT.findings, *REPORT.findings), 1, 1, 1, 0, baseline=BaselineCounts(1, 1)), ()),
    *((hostile(path), (hostile_problem(path),)) for path in HOSTILE),
]


def errors(form: str, document: object) -> list[str]:
    """What is wrong with a document."""
    schema = json.loads(SCHEMAS[form].read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return [each.message for each in kind(schema).iter_errors(document)]


@pytest.mark.parametrize("form", SCHEMAS)
def test_documents_are_valid(form: str) -> None:
    """Empty reports, findings, mistakes and hostile names are all valid."""
    view = View("1.0", descriptions={"layer-violation": "An import goes up."})
    documents = [json.loads(render(outcome, mistakes, form, view)) for outcome, mistakes in OUTCOMES]

    assert [errors(form, document) for document in documents] == [[] for _ in OUTCOMES]


@pytest.mark.parametrize(
    ("form", "path"),
    [
        ("json", []),
        ("json", ["tool"]),
        ("json", ["summary"]),
        ("json", ["summary", "baseline"]),
        ("json", ["findings", 0]),
        ("json", ["findings", 0, "end"]),
        ("json", ["problems", 0]),
        ("sarif", []),
        ("sarif", ["runs", 0]),
        ("sarif", ["runs", 0, "results", 0]),
    ],
)
def test_the_schemas_refuse_what_they_do_not_know(form: str, path: list[Any]) -> None:
    """A field more is an error at every level, so a valid document is one that the schema describes."""
    document = json.loads(render(REPORT, (PROBLEM,), form, View()))
    place = document
    for key in path:
        place = place[key]
    place["extra"] = 1

    assert len(errors(form, document)) == 1
