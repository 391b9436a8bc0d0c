"""Reports and problems as SARIF."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import unquote, urlsplit

import pytest

from pantstack.boundaries.reporting.render import View, render
from pantstack.boundaries.reporting.testing import (
    EMPTY,
    ERROR,
    FLAG,
    HOSTILE,
    PROBLEM,
    REPORT,
    WARNING,
    hostile,
    hostile_problem,
)

PAGES = "pants-plugins/pantstack/boundaries/checks"


def test_rules_and_results() -> None:
    """Every known check is a rule, with its page; every finding a result, with its place and fingerprint."""
    descriptions = {"private-import": "An import reaches past a facade.", "layer-violation": "An import goes up."}
    private, layer, unprovable = (
        f"{PAGES}/{name}.md" for name in ("private_import", "layer_violation", "unprovable_import")
    )

    assert json.loads(render(REPORT, (), "sarif", View("1.0", descriptions=descriptions))) == {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "pantstack",
                        "version": "1.0",
                        "rules": [
                            {
                                "id": "layer-violation",
                                "name": "LayerViolation",
                                "shortDescription": {"text": "An import goes up."},
                                "fullDescription": {"text": "An import goes up."},
                                "help": {"text": f"See {layer}.", "markdown": f"See [{layer}]({layer})."},
                                "defaultConfiguration": {"level": "error"},
                            },
                            {
                                "id": "private-import",
                                "name": "PrivateImport",
                                "shortDescription": {"text": "An import reaches past a facade."},
                                "fullDescription": {"text": "An import reaches past a facade."},
                                "help": {"text": f"See {private}.", "markdown": f"See [{private}]({private})."},
                                "defaultConfiguration": {"level": "error"},
                            },
                            {
                                "id": "unprovable-import",
                                "name": "UnprovableImport",
                                "shortDescription": {"text": "Unprovable import."},
                                "fullDescription": {"text": "Unprovable import."},
                                "help": {
                                    "text": f"See {unprovable}.",
                                    "markdown": f"See [{unprovable}]({unprovable}).",
                                },
                                "defaultConfiguration": {"level": "warning"},
                            },
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
                "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": []}],
                "results": [
                    {
                        "ruleId": "private-import",
                        "ruleIndex": 1,
                        "level": "error",
                        "message": {
                            "text": "`b.inner` is internal to `b`.\n"
                            "b/BUILD:1 declares what is public there.\n"
                            "Write: from b.public import B"
                        },
                        "locations": [
                            {
                                "physicalLocation": {
                                    "artifactLocation": {"uri": "modules/a/x.py", "uriBaseId": "%SRCROOT%"},
                                    "region": {"startLine": 3, "startColumn": 8, "endLine": 3, "endColumn": 15},
                                }
                            }
                        ],
                        "partialFingerprints": {"pantstack/v1": ERROR.identity},
                    },
                    {
                        "ruleId": "unprovable-import",
                        "ruleIndex": 2,
                        "level": "warning",
                        "message": {"text": "Nobody knows.\nNothing decides.\nWrite it down."},
                        "locations": [
                            {
                                "physicalLocation": {
                                    "artifactLocation": {"uri": "modules/a/x.py", "uriBaseId": "%SRCROOT%"},
                                    "region": {"startLine": 4, "startColumn": 1},
                                }
                            }
                        ],
                        "partialFingerprints": {"pantstack/v1": WARNING.identity},
                    },
                ],
            }
        ],
    }


def test_pages_of_an_installed_package() -> None:
    """A rule names its page where the pages are."""
    usual, there = (render(REPORT, (), "sarif", View("1.0", pages=folder)) for folder in (PAGES, "/there"))

    assert there == usual.replace(PAGES, "/there")
    assert "[/there/private_import.md](/there/private_import.md)" in there


def test_a_place_without_extent() -> None:
    """A region that ends where it begins would be an insertion point: it is a place instead."""
    outcome = replace(REPORT, findings=(replace(ERROR, end=ERROR.position),))
    result = json.loads(render(outcome, (), "sarif", View()))["runs"][0]["results"][0]

    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 8}


def test_a_mistake_in_a_flag() -> None:
    """What is set outside of files has no location."""
    run = json.loads(render(EMPTY, [FLAG], "sarif", View()))["runs"][0]

    assert run["invocations"][0]["toolExecutionNotifications"] == [
        {"level": "error", "message": {"text": "--pantstack-format: Unknown format `xml`.\nUse another one."}}
    ]


def test_mistakes_in_declarations() -> None:
    """The run failed, and says where and why."""
    run = json.loads(render(EMPTY, [PROBLEM], "sarif", View()))["runs"][0]

    assert (run["tool"], run["results"], run["invocations"]) == (
        {"driver": {"name": "pantstack", "rules": []}},
        [],
        [
            {
                "executionSuccessful": False,
                "toolExecutionNotifications": [
                    {
                        "level": "error",
                        "message": {"text": "Unknown module `c` in depends_on.\nDid you mean `d`?"},
                        "locations": [
                            {
                                "physicalLocation": {
                                    "artifactLocation": {"uri": "b/BUILD", "uriBaseId": "%SRCROOT%"},
                                    "region": {"startLine": 2},
                                }
                            }
                        ],
                    }
                ],
            }
        ],
    )


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_names(path: str) -> None:
    """A URI is relative and stands for the very path; a message has three lines that can be printed, and no link."""
    text = render(hostile(path), [hostile_problem(path)], "sarif", View())
    run = json.loads(text)["runs"][0]
    notifications = run["invocations"][0]["toolExecutionNotifications"]
    uris = [
        each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for each in (*run["results"], *notifications)
    ]
    lines = [each["message"]["text"].split("\n") for each in (*run["results"], *notifications)]

    assert [unquote(uri) for uri in uris] == [path, path]
    assert [urlsplit(uri)._replace(path="").geturl() for uri in uris] == ["", ""]
    assert [len(each) for each in lines] == [3, 2]
    assert [line for each in lines for line in each if not line.isprintable() or "](" in line.replace("\\](", "")] == []
    assert text.isascii()


def test_what_sarif_would_interpret_is_escaped() -> None:
    """Braces are placeholders and brackets are links in SARIF, so they are escaped in messages."""
    results = json.loads(render(hostile('f"{name}" [x](y) ["z"]'), (), "sarif", View()))["runs"][0]["results"]

    assert results[0]["message"]["text"].split("\n")[0] == 'See f"{{name}}" [x\\](y) ["z"].'


def test_a_name_that_is_no_utf_8() -> None:
    """The URI has the bytes of the name."""
    mistakes = [hostile_problem("\udcff.py")]
    run = json.loads(render(EMPTY, mistakes, "sarif", View()))["runs"][0]
    location = run["invocations"][0]["toolExecutionNotifications"][0]["locations"][0]

    assert location["physicalLocation"]["artifactLocation"]["uri"] == "%FF.py"
