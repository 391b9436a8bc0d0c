"""Renders what a run found: for the console, and as a document for tools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Callable, Optional, Union

from pantstack import VERSION
from pantstack.base import session
from pantstack.base.errors import FAILURE, SUCCESS, USER_ERROR, UserError
from pantstack.boundaries.checks import pages, unparsable_file
from pantstack.boundaries.policy import other_form, selection
from pantstack.boundaries.policy.report import Report, build_report
from pantstack.boundaries.policy.suppressions import CODES
from pantstack.boundaries.reporting.render import FORMATS, View, render
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.run import comparison
from pantstack.boundaries.run.evaluation import CheckResult
from pantstack.boundaries.run.options import Destination, RunOptions
from pantstack.declarations.configuration import FILE

_NOTHING = Report((), modules=0, files=0, imports=0, unowned=0)


@dataclass(frozen=True)
class RenderedReport:
    """The report of a run, and what is rendered of it.

    Attributes:
        text: for people.
        errors: with one, nothing was checked or delivered.
        document: for tools; None where the format is text, or it could not be delivered.
    """

    report: Report
    text: str
    exit_code: int
    document: Optional[str] = None
    errors: tuple[UserError, ...] = ()


def render_report(  # noqa: PLR0913  what was found, what of it is selected, and how it is shown
    result: CheckResult,
    paths: Sequence[str],
    options: RunOptions,
    to: Destination,
    *,
    root: str,
    color: bool = False,
) -> RenderedReport:
    """Render the report of a run, and deliver it if it is for tools."""
    errors = result.errors
    if to.format not in FORMATS:
        error = UserError(f"Unknown format `{to.format}`.", f"Use one of: {', '.join(FORMATS)}.")
        errors = (*errors, _at_option(error, to, "format", root))
    report, document = _NOTHING, None
    if not errors:
        try:
            report = _report(result, paths, options, root)
        except UserError as error:
            errors = (_at_option(error, options, "compare_with", root),)
    if to.format in FORMATS and to.format != "text":
        view = View(VERSION, descriptions={code: pages.description(code) for code in CODES})
        try:
            document = render(report, errors, to.format, view)
            session.deliver(document, to.output, root)
        except UserError as error:
            errors, document = (*errors, _at_option(error, to, "output", root)), None
    view = View(VERSION, _source(root) if color else None, color, pages.folder(root))
    code = USER_ERROR if errors else FAILURE if report.errors else SUCCESS
    return RenderedReport(report, render(report, errors, "text", view), code, document, errors)


def _report(result: CheckResult, paths: Sequence[str], options: RunOptions, root: str) -> Report:
    """Report what was found in files that are selected.

    Raises:
        UserError: if there is nothing to compare the baseline with.
    """
    project, compared = result.facts.project, comparison.compared(result, options, root)
    selected = selection.selection(paths, project.catalog)
    others = (path for path in result.facts.other_forms if selected(path) and other_form.is_one(root, path))
    report = build_report(project, compared.evaluated, selected, compared.counts, others)
    unread = selection.unread(selected, project.scans)
    if not unread:
        return report
    extra = unparsable_file.check(Project(project.catalog, project.resolver, {scan.path: scan for scan in unread}))
    return replace(report, findings=tuple(sorted((*report.findings, *extra))), files=report.files + len(unread))


def _at_option(error: UserError, options: Union[RunOptions, Destination], name: str, root: str) -> UserError:
    """Locate an error where an option is set."""
    try:
        toml = Path(root, FILE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        toml = ""
    return UserError(error.message, error.help, options.option(name, toml).location())


def _source(root: str) -> Callable[[str], Optional[str]]:
    def read(path: str) -> Optional[str]:
        try:
            return Path(root, path).read_bytes().decode("utf-8", "replace")
        except OSError:
            return None

    return read
