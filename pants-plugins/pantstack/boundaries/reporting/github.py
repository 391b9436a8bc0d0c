"""Findings and errors as workflow commands, which GitHub shows beside the changed lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Union

from pantstack.base.errors import UserError
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy.report import Report
from pantstack.boundaries.reporting.view import View
from pantstack.boundaries.reporting.wording import nothing_checked, summary
from pantstack.text.escaping import escape

_Properties = dict[str, Union[str, int]]
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def render(report: Report, errors: Sequence[UserError], _view: View) -> str:
    """Render one command per line, then what was checked, or that nothing was."""
    commands = [*map(_error, errors), *map(_finding, report.findings)]
    return "\n".join((*commands, nothing_checked(len(errors)) if errors else summary(report), ""))


def _finding(finding: Finding) -> str:
    place: _Properties = {"file": finding.path, "line": finding.position.line, "col": finding.position.column}
    # GitHub knows columns within one line only.
    if finding.end is not None and finding.end > finding.position and finding.end.line == finding.position.line:
        place["endColumn"] = finding.end.column
    level = "warning" if finding.severity == "warning" else "error"
    return _command(level, {**place, "title": finding.code}, (finding.message, finding.because, finding.help))


def _error(error: UserError) -> str:
    if not error.location.line:
        return _command("error", {"title": error.location.path}, (error.message, error.help))
    place: _Properties = {"file": error.location.path, "line": error.location.line, "title": "declaration"}
    return _command("error", place, (error.message, error.help))


def _command(level: str, properties: _Properties, sentences: Sequence[str]) -> str:
    listed = ",".join(f"{name}={_escaped(str(value), _PROPERTY)}" for name, value in properties.items())
    return f"::{level} {listed}::{_escaped(chr(10).join(sentences), _DATA)}"


def _escaped(text: str, escapes: Mapping[str, str]) -> str:
    # The log is read in terminals too: what GitHub has no escape for is made visible.
    return "".join(escapes.get(char, char) for char in escape(text, keep="\r\n"))
