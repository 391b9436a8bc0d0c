"""Findings and errors as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Optional

from pantstack.base.errors import UserError
from pantstack.boundaries.checks import pages
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy.report import Report
from pantstack.boundaries.reporting.excerpt import excerpt, lines
from pantstack.boundaries.reporting.view import View
from pantstack.boundaries.reporting.wording import nothing_checked, summary
from pantstack.text.counting import count
from pantstack.text.escaping import escape

_BOLD, _DIM, _RED, _YELLOW = "1", "2", "1;31", "1;33"
_PLAIN = View()


def render(report: Report, errors: Sequence[UserError], view: View) -> str:
    """Render the errors in declarations, else the findings."""
    return render_errors(errors, view) if errors else render_findings(report, view)


def render_findings(report: Report, view: View = _PLAIN) -> str:
    """Render all findings, then what was checked."""
    parts: list[str] = []
    for path, findings in groupby(report.findings, key=lambda finding: finding.path):
        source = None if view.source is None else view.source(path)
        file = [] if source is None else lines(source)
        parts += ["\n".join(_place(reasons, file, view)) for reasons in _places(findings)]
    if report.findings:
        found = sorted({escape(finding.code) for finding in report.findings})
        total, reasons = len(list(_places(report.findings))), len(report.findings)
        number = count(total, "finding") + (f" with {reasons} reasons" if reasons > total else "")
        number = _styled(f"{number} ({', '.join(found)})", _BOLD, view)
        mean = "they mean" if len(found) > 1 else "it means"
        parts.append(f"{number}: see {escape(pages.reference(found, view.pages))} for what {mean}.")
    return "\n".join((*parts, summary(report), ""))


def render_errors(errors: Sequence[UserError], view: View = _PLAIN) -> str:
    """Render errors in declarations, two lines finding, then that nothing was checked."""
    listed = (
        f"{_styled(escape(str(error.location)), _BOLD, view)} {escape(error.message)}\n  {escape(error.help)}"
        for error in errors
    )
    return "\n".join((*listed, nothing_checked(len(errors)), ""))


def _places(findings: Iterable[Finding]) -> Iterator[tuple[Finding, ...]]:
    """Group sorted findings by place: what breaks several rules is one finding with a reason for each."""
    for _, reasons in groupby(findings, key=lambda finding: (finding.path, finding.position)):
        yield tuple(reasons)


def _place(reasons: Sequence[Finding], file: Sequence[str], view: View) -> Iterator[str]:
    """Render what is wrong, the line that it is about, and for each reason which declaration decided and what to do."""
    for finding in reasons:
        note = " (warning)" if finding.severity == "warning" else ""
        place = _styled(f"{escape(finding.path)}:{finding.position.line}:{finding.position.column}", _BOLD, view)
        yield f"{place} {_styled(escape(finding.code) + note, _color(finding), view)} {escape(finding.message)}"
    first = reasons[0]
    marked: Optional[tuple[str, str]] = excerpt(file, first.position, first.end)
    if marked is not None:
        line, marks = marked
        number = str(first.position.line)
        yield _styled(f"  {number} |", _DIM, view) + f" {line}".rstrip()
        indent = marks[: marks.index("^")]
        marks = _styled(marks.lstrip(), _color(first), view)
        yield _styled(f"  {' ' * len(number)} |", _DIM, view) + f" {indent}{marks}"
    for finding in reasons:
        yield f"  {escape(finding.because)}"
        yield f"  {escape(finding.help)}"


def _color(finding: Finding) -> str:
    return _YELLOW if finding.severity == "warning" else _RED


def _styled(text: str, style: str, view: View) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if view.color else text
