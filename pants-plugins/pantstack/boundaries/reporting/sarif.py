"""Findings and problems as SARIF 2.1.0, the format of code scanning services and editors."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from pantstack.boundaries.checks import SEVERITIES
from pantstack.boundaries.checks.pages import page_path
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy.report import Report
from pantstack.boundaries.reporting.view import View
from pantstack.errors import UserError
from pantstack.text.escaping import escape

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_FINGERPRINT = "pantstack/v1"


def render(outcome: Report, mistakes: Sequence[UserError], view: View) -> str:
    """One run with its rules and results; it counts as failed where mistakes kept it from judging."""
    codes = sorted({*view.descriptions, *(each.code for each in outcome.findings)})
    driver: dict[str, Any] = {"name": "pantstack"}
    if view.version:
        driver["version"] = view.version
    driver["rules"] = [_rule(code, view.descriptions) for code in codes]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "invocations": [
            {
                "executionSuccessful": not mistakes,
                "toolExecutionNotifications": [_notification(each) for each in mistakes],
            }
        ],
        "results": [_result(each, codes.index(each.code)) for each in outcome.findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, allow_nan=False) + "\n"


def _rule(code: str, descriptions: Mapping[str, str]) -> dict[str, Any]:
    words = code.split("-")
    text = descriptions.get(code) or f"{' '.join(words).capitalize()}."
    # The page is no helpUri: that has to be absolute, and a repository does not know where it is hosted.
    # GitHub takes no rule without its full description.
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in words),
        "shortDescription": _message(text),
        "fullDescription": _message(text),
        "help": {"text": f"See {page_path(code)}.", "markdown": f"See [{page_path(code)}]({quote(page_path(code))})."},
        "defaultConfiguration": {"level": SEVERITIES.get(code, "error")},
    }


def _result(each: Finding, rule: int) -> dict[str, Any]:
    region = {"startLine": each.position.line, "startColumn": each.position.column}
    if each.end is not None and each.end > each.position:
        region.update(endLine=each.end.line, endColumn=each.end.column)
    return {
        "ruleId": each.code,
        "ruleIndex": rule,
        "level": each.severity,
        "message": _message(each.message, each.because, each.help),
        "locations": [_location(each.path, region)],
        "partialFingerprints": {_FINGERPRINT: each.identity},
    }


def _notification(each: UserError) -> dict[str, Any]:
    if not each.location.line:
        # What is set outside of files has no location.
        return {"level": "error", "message": _message(f"{each.location} {each.message}", each.help)}
    region = {"startLine": each.location.line}
    return {
        "level": "error",
        "message": _message(each.message, each.help),
        "locations": [_location(each.location.path, region)],
    }


def _location(path: str, region: Mapping[str, int]) -> dict[str, Any]:
    # A name that is no UTF-8 comes with surrogates; the URI has its bytes.
    uri = quote(path, safe="/", errors="surrogateescape")
    return {"physicalLocation": {"artifactLocation": {"uri": uri, "uriBaseId": _ROOT}, "region": region}}


def _message(*sentences: str) -> dict[str, str]:
    """Sentences, one a line, with what SARIF would take for placeholders and links escaped."""
    text = "\n".join(escape(each) for each in sentences)
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")}
