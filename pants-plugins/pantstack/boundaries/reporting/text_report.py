"""Findings and problems as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Optional

from pantstack.boundaries.checks import pages
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy.report import Report
from pantstack.boundaries.reporting.excerpt import excerpt, lines
from pantstack.boundaries.reporting.view import View
from pantstack.boundaries.reporting.wording import judged, refused
from pantstack.errors import UserError
from pantstack.text.counting import count
from pantstack.text.escaping import escape

_BOLD, _DIM, _RED, _YELLOW = "1", "2", "1;31", "1;33"
_PLAIN = View()


def render(outcome: Report, mistakes: Sequence[UserError], view: View) -> str:
    """What is wrong with the declarations, else what was found."""
    return problems(mistakes, view) if mistakes else report(outcome, view)


def report(outcome: Report, view: View = _PLAIN) -> str:
    """All findings, then what was judged."""
    parts: list[str] = []
    for path, findings in groupby(outcome.findings, key=lambda each: each.path):
        source = None if view.source is None else view.source(path)
        file = [] if source is None else lines(source)
        parts += ["\n".join(_finding(each, file, view)) for each in findings]
    if outcome.findings:
        codes = ", ".join(sorted({escape(each.code) for each in outcome.findings}))
        found = _styled(f"{count(len(outcome.findings), 'finding')} ({codes})", _BOLD, view)
        parts.append(f"{found}: see {pages.FOLDER}/CODE.md for what each code means.")
    return "\n".join((*parts, judged(outcome), ""))


def problems(found: Iterable[UserError], view: View = _PLAIN) -> str:
    """Mistakes in declarations, two lines each."""
    listed = [
        f"{_styled(escape(str(each.location)), _BOLD, view)} {escape(each.message)}\n  {escape(each.help)}"
        for each in found
    ]
    return "\n".join((*listed, refused(len(listed)), ""))


def _finding(each: Finding, file: Sequence[str], view: View) -> Iterator[str]:
    """What is wrong, the line that it is about, which declaration decided, what to do."""
    color, note = (_YELLOW, " (warning)") if each.severity == "warning" else (_RED, "")
    place = _styled(f"{escape(each.path)}:{each.position.line}:{each.position.column}", _BOLD, view)
    yield f"{place} {_styled(escape(each.code) + note, color, view)} {escape(each.message)}"
    shown: Optional[tuple[str, str]] = excerpt(file, each.position, each.end)
    if shown is not None:
        line, marks = shown
        number = str(each.position.line)
        yield _styled(f"  {number} |", _DIM, view) + f" {line}".rstrip()
        indent = marks[: marks.index("^")]
        yield _styled(f"  {' ' * len(number)} |", _DIM, view) + f" {indent}" + _styled(marks.lstrip(), color, view)
    yield f"  {escape(each.because)}"
    yield f"  {escape(each.help)}"


def _styled(text: str, style: str, view: View) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if view.color else text
