"""Findings and errors as diagnostics of the protocol, in the form that JSON has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Callable, Final, Optional

from pantstack.base.errors import UserError
from pantstack.base.locations import Position, SourceLocation
from pantstack.boundaries.checks import pages
from pantstack.boundaries.findings import Finding
from pantstack.language_server.positions import Lines
from pantstack.text.escaping import escape

SOURCE: Final = "pantstack"
_SEVERITIES: Final = {"error": 1, "warning": 2}
_ERROR: Final = 1
_LINE: Final = re.compile(r":(\d+)\b")


def of_finding(finding: Finding, lines: Lines, root: str) -> dict[str, Any]:
    """Describe a finding."""
    page = Path(root, pages.page_path(finding.code, pages.folder(root)))
    described = {"codeDescription": {"href": page.as_uri()}} if page.is_file() else {}
    return {
        "range": lines.range(finding.position, finding.end),
        "severity": _SEVERITIES[finding.severity],
        "code": finding.code,
        **described,
        "source": SOURCE,
        "message": _message(finding.message, finding.because, finding.help),
    }


def of_error(error: UserError, lines: Lines) -> dict[str, Any]:
    """Describe an error in a declaration, with which nothing is checked."""
    return {
        "range": lines.range(Position(max(error.location.line, 1), 1)),
        "severity": _ERROR,
        "source": SOURCE,
        "message": _message(error.message, error.help),
    }


def deciding(finding: Finding, is_file: Callable[[str], bool]) -> Optional[SourceLocation]:
    """Find the declaration that a finding names as its reason; None where it names none.

    Args:
        is_file: whether a path is that of a file of the repository.
    """
    for number in _LINE.finditer(finding.because):
        before = finding.because[: number.start()]
        # A path may have spaces in it.
        starts = [0, *(match.end() for match in re.finditer(r"[\s(`\"']", before))]
        path = next((before[start:] for start in starts if before[start:] and is_file(before[start:])), None)
        if path is not None:
            return SourceLocation(path, int(number[1]))
    return None


def _message(*sentences: str) -> str:
    return "\n".join(escape(sentence) for sentence in sentences if sentence)
