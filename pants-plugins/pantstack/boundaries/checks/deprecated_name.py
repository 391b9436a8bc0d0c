"""A file uses what another module's facade calls deprecated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pantstack.boundaries.facades.deprecations import Deprecated, deprecated, uses
from pantstack.boundaries.findings import Finding, Severity
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.scanner.suppression_comments import parse_day
from pantstack.text.escaping import single_line

CODE = "deprecated-name"
SEVERITY: Severity = "warning"


def check(project: Project, today: date) -> Iterator[Finding]:
    """Report uses of what is deprecated, up to its last day."""
    for use in uses(project, deprecated(project)):
        if not is_over(use.of, today):
            until = use.of.deprecation.until
            state = "is deprecated" if until is None else f"is deprecated, and may be used until {until}"
            yield create_finding(use.path, use.of, CODE, state).at(use.site.position, use.site.end)


def is_over(each: Deprecated, today: date) -> bool:
    """Return whether the last day of something deprecated is over."""
    until = each.deprecation.until
    last = None if until is None else parse_day(until)
    return last is not None and today > last


def create_finding(path: str, each: Deprecated, code: str, state: str) -> Finding:
    """Describe a use of something deprecated that the check of a code found."""
    deprecation = each.deprecation
    day = "" if deprecation.until is None else f'(until="{deprecation.until}")'
    says = f": {single_line(deprecation.message)}" if deprecation.message else ""
    return Finding.of(
        path,
        code,
        f"`{deprecation.name}` of `{each.module.path}` {state}.",
        f"{each.path}:{deprecation.position.line} has @deprecated{day}{says.rstrip('.')}.",
        f"Use {single_line(deprecation.use).rstrip('.')} instead."
        if deprecation.use
        else f"Use something else that {each.module.path} offers, or do without it.",
        f"{each.module.path}:{deprecation.name}",
    )
