"""Findings and errors as JSON, in the shape of schema/findings-2.json."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from pantstack.base.errors import UserError
from pantstack.boundaries.checks import pages
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy.report import Report
from pantstack.boundaries.reporting.view import View

# Of the shape: it changes when a reader of the old one would misread the new one.
VERSION = 2


def render(report: Report, errors: Sequence[UserError], view: View) -> str:
    """Render everything in a fixed order, in ASCII: whatever reads it cannot get the encoding wrong."""
    document = {
        "version": VERSION,
        "tool": {"name": "pantstack", "version": view.version},
        "summary": _summary(report),
        "findings": list(_findings(report.findings, view.pages)),
        "problems": [
            {
                "path": error.location.path,
                "line": error.location.line or None,
                "message": error.message,
                "help": error.help,
            }
            for error in errors
        ],
    }
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def _summary(report: Report) -> dict[str, Any]:
    return {
        "modules": report.modules,
        "files": report.files,
        "imports": report.imports,
        "unowned": report.unowned,
        "unproven": report.unproven + report.open_stacks,
        "suppressed": report.suppressed,
        "all_public": report.all_public,
        "left_out": asdict(report.left_out),
        "errors": report.errors,
        "warnings": len(report.findings) - report.errors,
        "baseline": None if report.baseline is None else asdict(report.baseline),
    }


def _findings(findings: Iterable[Finding], folder: str) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.identity] += 1
        # Findings with the same identity are in the same file, so a run over a part of the files counts them alike.
        suffix = f"-{seen[finding.identity]}" if seen[finding.identity] > 1 else ""
        yield {
            "id": finding.identity + suffix,
            "path": finding.path,
            "line": finding.position.line,
            "column": finding.position.column,
            "end": None if finding.end is None else {"line": finding.end.line, "column": finding.end.column},
            "code": finding.code,
            "severity": finding.severity,
            "message": finding.message,
            "because": finding.because,
            "help": finding.help,
            "target": finding.target,
            "page": pages.page_path(finding.code, folder),
        }
