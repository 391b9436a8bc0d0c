"""Findings and problems as workflow commands, which GitHub shows beside the changed lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Union

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy.report import Report
from pantstack.boundaries.reporting.view import View
from pantstack.boundaries.reporting.wording import judged, refused
from pantstack.errors import UserError
from pantstack.text.escaping import escape

_Properties = dict[str, Union[str, int]]
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def render(outcome: Report, mistakes: Sequence[UserError], _view: View) -> str:
    """One command a line, then what was judged, or why nothing was."""
    commands = [_problem(each) for each in mistakes] + [_finding(each) for each in outcome.findings]
    return "\n".join((*commands, refused(len(mistakes)) if mistakes else judged(outcome), ""))


def _finding(each: Finding) -> str:
    place: _Properties = {"file": each.path, "line": each.position.line, "col": each.position.column}
    # GitHub knows columns within one line only.
    if each.end is not None and each.end > each.position and each.end.line == each.position.line:
        place["endColumn"] = each.end.column
    level = "warning" if each.severity == "warning" else "error"
    return _command(level, {**place, "title": each.code}, (each.message, each.because, each.help))


def _problem(each: UserError) -> str:
    if not each.location.line:
        return _command("error", {"title": each.location.path}, (each.message, each.help))
    place: _Properties = {"file": each.location.path, "line": each.location.line, "title": "declaration"}
    return _command("error", place, (each.message, each.help))


def _command(level: str, properties: _Properties, sentences: Sequence[str]) -> str:
    listed = ",".join(f"{name}={_escaped(str(value), _PROPERTY)}" for name, value in properties.items())
    return f"::{level} {listed}::{_escaped(chr(10).join(sentences), _DATA)}"


def _escaped(text: str, escapes: Mapping[str, str]) -> str:
    # The log is read in terminals too: what GitHub has no escape for is made visible.
    return "".join(escapes.get(char, char) for char in escape(text, keep="\r\n"))
