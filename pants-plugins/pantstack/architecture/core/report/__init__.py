"""A report as text for people, and as documents for tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Callable

from pantstack.architecture.core.report import as_json, github, sarif, text
from pantstack.architecture.core.report.model import Report
from pantstack.architecture.core.report.text import problems, report
from pantstack.architecture.core.report.view import View
from pantstack.architecture.core.report.wording import PAGES
from pantstack.catalogue.core.model import Problem

__all__ = ["FORMATS", "PAGES", "View", "problems", "render", "report"]

# A format is one file, and one line here.
FORMATS: Mapping[str, Callable[[Report, Sequence[Problem], View], str]] = {
    "text": text.render,
    "json": as_json.render,
    "sarif": sarif.render,
    "github": github.render,
}


def render(outcome: Report, mistakes: Sequence[Problem], form: str, view: View) -> str:
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
