"""Findings and errors as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
        parts += ["\n".join(_finding(finding, file, view)) for finding in findings]
    if report.findings:
        codes = ", ".join(sorted({escape(finding.code) for finding in report.findings}))
        number = _styled(f"{count(len(report.findings), 'finding')} ({codes})", _BOLD, view)
        parts.append(f"{number}: see {pages.FOLDER}/CODE.md for what each code means.")
    return "\n".join((*parts, summary(report), ""))


def render_errors(errors: Sequence[UserError], view: View = _PLAIN) -> str:
    """Render errors in declarations, two lines finding, then that nothing was checked."""
    listed = (
        f"{_styled(escape(str(error.location)), _BOLD, view)} {escape(error.message)}\n  {escape(error.help)}"
        for error in errors
    )
    return "\n".join((*listed, nothing_checked(len(errors)), ""))


def _finding(finding: Finding, file: Sequence[str], view: View) -> Iterator[str]:
    """Render what is wrong, the line that it is about, which declaration decided, and what to do."""
    color, note = (_YELLOW, " (warning)") if finding.severity == "warning" else (_RED, "")
    place = _styled(f"{escape(finding.path)}:{finding.position.line}:{finding.position.column}", _BOLD, view)
    yield f"{place} {_styled(escape(finding.code) + note, color, view)} {escape(finding.message)}"
    marked: Optional[tuple[str, str]] = excerpt(file, finding.position, finding.end)
    if marked is not None:
        line, marks = marked
        number = str(finding.position.line)
        yield _styled(f"  {number} |", _DIM, view) + f" {line}".rstrip()
        indent = marks[: marks.index("^")]
        yield _styled(f"  {' ' * len(number)} |", _DIM, view) + f" {indent}" + _styled(marks.lstrip(), color, view)
    yield f"  {escape(finding.because)}"
    yield f"  {escape(finding.help)}"


def _styled(text: str, style: str, view: View) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if view.color else text
