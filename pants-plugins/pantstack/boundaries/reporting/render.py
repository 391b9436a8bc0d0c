"""The formats of a report: text for people, documents for tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Callable

from pantstack.base.errors import UserError
from pantstack.boundaries.policy.report import Report
from pantstack.boundaries.reporting import github, json_report, sarif, text_report
from pantstack.boundaries.reporting.view import View

__all__ = ["FORMATS", "View", "render"]

# A format is one file, and one line here.
FORMATS: Mapping[str, Callable[[Report, Sequence[UserError], View], str]] = {
    "text": text_report.render,
    "json": json_report.render,
    "sarif": sarif.render,
    "github": github.render,
}


def render(report: Report, errors: Sequence[UserError], form: str, view: View) -> str:
    """Render a run as a whole document that ends with a newline.

    Args:
        report: of the checks; an empty one where errors kept them from running.
    """
    return FORMATS[form](report, errors, view)
