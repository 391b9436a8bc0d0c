"""Findings and errors as SARIF 2.1.0, the format of code scanning services and editors."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from pantstack.base.errors import UserError
from pantstack.boundaries.checks import SEVERITIES
from pantstack.boundaries.checks.pages import page_path
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy.report import Report
from pantstack.boundaries.reporting.view import View
from pantstack.text.escaping import escape

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_FINGERPRINT = "pantstack/v1"


def render(report: Report, errors: Sequence[UserError], view: View) -> str:
    """Render one run with its rules and results; with errors, in which nothing was checked, it counts as failed."""
    codes = sorted({*view.descriptions, *(finding.code for finding in report.findings)})
    driver: dict[str, Any] = {"name": "pantstack"}
    if view.version:
        driver["version"] = view.version
    driver["rules"] = [_rule(code, view) for code in codes]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "invocations": [
            {
                "executionSuccessful": not errors,
                "toolExecutionNotifications": [_notification(error) for error in errors],
            }
        ],
        "results": [_result(finding, codes.index(finding.code)) for finding in report.findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, allow_nan=False) + "\n"


def _rule(code: str, view: View) -> dict[str, Any]:
    words = code.split("-")
    text = view.descriptions.get(code) or f"{' '.join(words).capitalize()}."
    page = page_path(code, view.pages)
    # The page is no helpUri: that has to be absolute, and a repository does not know where it is hosted.
    # GitHub takes no rule without its full description.
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in words),
        "shortDescription": _message(text),
        "fullDescription": _message(text),
        "help": {"text": f"See {page}.", "markdown": f"See [{page}]({quote(page)})."},
        "defaultConfiguration": {"level": SEVERITIES.get(code, "error")},
    }


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    region = {"startLine": finding.position.line, "startColumn": finding.position.column}
    if finding.end is not None and finding.end > finding.position:
        region.update(endLine=finding.end.line, endColumn=finding.end.column)
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": _message(finding.message, finding.because, finding.help),
        "locations": [_location(finding.path, region)],
        "partialFingerprints": {_FINGERPRINT: finding.identity},
    }


def _notification(error: UserError) -> dict[str, Any]:
    if not error.location.line:
        # What is set outside of files has no location.
        return {"level": "error", "message": _message(f"{error.location} {error.message}", error.help)}
    region = {"startLine": error.location.line}
    return {
        "level": "error",
        "message": _message(error.message, error.help),
        "locations": [_location(error.location.path, region)],
    }


def _location(path: str, region: Mapping[str, int]) -> dict[str, Any]:
    # A name that is not UTF-8 comes with surrogates; the URI has its bytes.
    uri = quote(path, safe="/", errors="surrogateescape")
    return {"physicalLocation": {"artifactLocation": {"uri": uri, "uriBaseId": _ROOT}, "region": region}}


def _message(*sentences: str) -> dict[str, str]:
    """Join sentences, one per line, with what SARIF would take for placeholders and links escaped."""
    text = "\n".join(escape(sentence) for sentence in sentences)
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")}
