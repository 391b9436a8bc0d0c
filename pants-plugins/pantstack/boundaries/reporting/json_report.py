"""Findings and problems as JSON, in the shape of schema/findings-1.json."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from pantstack.boundaries.checks import pages
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy.report import Report
from pantstack.boundaries.reporting.view import View
from pantstack.errors import UserError

# Of the shape: it changes when a reader of the old one would misread the new one.
VERSION = 1


def render(outcome: Report, mistakes: Sequence[UserError], view: View) -> str:
    """All that is known, in a fixed order, in ASCII: whatever reads it cannot get the encoding wrong."""
    document = {
        "version": VERSION,
        "tool": {"name": "pantstack", "version": view.version},
        "summary": _summary(outcome),
        "findings": list(_findings(outcome.findings)),
        "problems": [
            {"path": each.location.path, "line": each.location.line or None, "fact": each.message, "advice": each.help}
            for each in mistakes
        ],
    }
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def _summary(outcome: Report) -> dict[str, Any]:
    return {
        "modules": outcome.modules,
        "files": outcome.files,
        "imports": outcome.imports,
        "unowned": outcome.unowned,
        "unproven": outcome.unproven + outcome.open_stacks,
        "suppressed": outcome.suppressed,
        "errors": outcome.errors,
        "warnings": len(outcome.findings) - outcome.errors,
        "baseline": None if outcome.ledger is None else asdict(outcome.ledger),
    }


def _findings(findings: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for each in findings:
        seen[each.identity] += 1
        # Findings with the same identity are in the same file, so a run over a part of the files counts them alike.
        suffix = f"-{seen[each.identity]}" if seen[each.identity] > 1 else ""
        yield {
            "id": each.identity + suffix,
            "path": each.path,
            "line": each.position.line,
            "column": each.position.column,
            "end": None if each.end is None else {"line": each.end.line, "column": each.end.column},
            "code": each.code,
            "severity": each.severity,
            "fact": each.message,
            "declaration": each.because,
            "advice": each.help,
            "target": each.target,
            "page": pages.page_path(each.code),
        }
