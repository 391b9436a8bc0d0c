"""A report as text for people, and as documents for tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Callable

from pantstack.boundaries.policy.report import Report
from pantstack.boundaries.reporting import github, json_report, sarif, text_report
from pantstack.boundaries.reporting.text_report import problems, report
from pantstack.boundaries.reporting.view import View
from pantstack.errors import UserError

__all__ = ["FORMATS", "View", "problems", "render", "report"]

# A format is one file, and one line here.
FORMATS: Mapping[str, Callable[[Report, Sequence[UserError], View], str]] = {
    "text": text_report.render,
    "json": json_report.render,
    "sarif": sarif.render,
    "github": github.render,
}


def render(outcome: Report, mistakes: Sequence[UserError], form: str, view: View) -> str:
    """Show what a run found.

    Args:
        outcome: of the checks; an empty one where mistakes kept them from running.
        mistakes: in declarations or configuration.
        form: one of FORMATS.
        view: what the reader can see and wants to see.

    Returns:
        A whole document that ends with a newline.
    """
    return FORMATS[form](outcome, mistakes, view)
