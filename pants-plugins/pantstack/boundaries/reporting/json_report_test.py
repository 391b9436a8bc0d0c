"""Reports and problems as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.checks.pages import FOLDER
from pantstack.boundaries.policy.report import Report
from pantstack.boundaries.reporting.render import View, render
from pantstack.boundaries.reporting.testing import EMPTY, ERROR, HOSTILE, PROBLEM, REPORT, hostile, hostile_problem

WHOLE = """\
{
  "version": 2,
  "tool": {
    "name": "pantstack",
    "version": "1.0"
  },
  "summary": {
    "modules": 1,
    "files": 2,
    "imports": 5,
    "unowned": 1,
    "unproven": 1,
    "suppressed": 2,
    "all_public": 0,
    "left_out": {
      "findings": 4,
      "imports": 3,
      "data": 1,
      "files": 6
    },
    "errors": 1,
    "warnings": 1,
    "baseline": {
      "entries": 12,
      "hidden": 9,
      "added": 0,
      "removed": 3
    }
  },
  "findings": [
    {
      "id": "b150c2ea02bbf02c",
      "path": "modules/a/x.py",
      "line": 3,
      "column": 8,
      "end": {
        "line": 3,
        "column": 15
      },
      "code": "private-import",
      "severity": "error",
      "message": "`b.inner` is internal to `b`.",
      "because": "b/BUILD:1 declares what is public there.",
      "help": "Write: from b.public import B",
      "target": "b.inner",
      "page": "pants-plugins/pantstack/boundaries/checks/private_import.md"
    },
    {
      "id": "924aeb0109b01cd8",
      "path": "modules/a/x.py",
      "line": 4,
      "column": 1,
      "end": null,
      "code": "unprovable-import",
      "severity": "warning",
      "message": "Nobody knows.",
      "because": "Nothing decides.",
      "help": "Write it down.",
      "target": "",
      "page": "pants-plugins/pantstack/boundaries/checks/unprovable_import.md"
    }
  ],
  "problems": [
    {
      "path": "b/BUILD",
      "line": 2,
      "message": "Unknown module `c` in depends_on.",
      "help": "Did you mean `d`?"
    }
  ]
}
"""


def test_the_whole_document() -> None:
    """Every field, in a fixed order."""
    assert render(REPORT, [PROBLEM], "json", View("1.0")) == WHOLE


def test_pages_of_an_installed_package() -> None:
    """A finding names its page where the pages are."""
    assert render(REPORT, [PROBLEM], "json", View("1.0", pages="/there")) == WHOLE.replace(FOLDER, "/there")


def test_nothing_found() -> None:
    """An empty report is a document of the same shape."""
    assert json.loads(render(EMPTY, (), "json", View())) == {
        "version": 2,
        "tool": {"name": "pantstack", "version": ""},
        "summary": {
            "modules": 0,
            "files": 0,
            "imports": 0,
            "unowned": 0,
            "unproven": 0,
            "suppressed": 0,
            "all_public": 0,
            "left_out": {"findings": 0, "imports": 0, "data": 0, "files": 0},
            "errors": 0,
            "warnings": 0,
            "baseline": None,
        },
        "findings": [],
        "problems": [],
    }


def test_ids_are_unique_and_stay() -> None:
    """Findings that share an identity are counted, so no line number goes into an id."""
    first = [replace(ERROR, position=Position(line, 1)) for line in (1, 2, 3)]
    later = [replace(ERROR, position=Position(line, 1)) for line in (11, 12, 13)]
    ids = [
        [each["id"] for each in json.loads(render(Report(tuple(run), 1, 1, 3, 0), (), "json", View()))["findings"]]
        for run in (first, later)
    ]

    assert ids == [[ERROR.identity, f"{ERROR.identity}-2", f"{ERROR.identity}-3"]] * 2


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_names_come_back_as_they_are(path: str) -> None:
    """A reader gets the very text, and the document is ASCII that a terminal may show."""
    text = render(hostile(path), [hostile_problem(path)], "json", View())
    document = json.loads(text)

    assert [document["findings"][0][key] for key in ("path", "message", "because", "help", "target")] == [
        path,
        f"See {path}.",
        f"{path} decides.",
        f"Fix {path}",
        path,
    ]
    assert document["problems"] == [{"path": path, "line": 1, "message": f"See {path}.", "help": f"Fix {path}"}]
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
