"""Findings and problems as text."""

from __future__ import annotations

from collections.abc import Iterable

from pantstack.architecture.core.model import Finding, Report
from pantstack.catalogue.core.model import Problem

PAGES = "pants-plugins/pantstack/architecture/checks"


def finding(each: Finding) -> str:
    """Three lines: what is wrong, which declaration decided, what to do."""
    place = f"{each.path}:{each.position.line}:{each.position.column}"
    return f"{place} {each.code} {each.fact}\n  {each.declaration}\n  {each.advice}"


def report(outcome: Report) -> str:
    """All findings, then what was judged."""
    parts = [finding(each) for each in outcome.findings]
    judged = (
        f"{_count(outcome.imports, 'import')} in {_count(outcome.files, 'file')}"
        f" of {_count(outcome.modules, 'module')} judged; {_count(outcome.unowned, 'file')} in no module."
    )
    if outcome.findings:
        codes = ", ".join(sorted({each.code for each in outcome.findings}))
        parts.append(
            f"{_count(len(outcome.findings), 'finding')} ({codes}): see {PAGES}/CODE.md for what each code means."
        )
    return "\n".join((*parts, judged, ""))


def problems(found: Iterable[Problem]) -> str:
    """Mistakes in declarations, two lines each."""
    listed = [str(each) for each in found]
    count = _count(len(listed), "mistake")
    return "\n".join((*listed, f"{count} in the declarations of modules: nothing was judged until it is mended.", ""))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
