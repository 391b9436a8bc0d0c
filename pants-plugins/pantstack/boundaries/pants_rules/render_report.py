"""Renders what a run found: for the console, and as a document for tools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Callable, Optional

from pants.option.subsystem import Subsystem

from pantstack import VERSION
from pantstack.base.errors import FAILURE, SUCCESS, USER_ERROR, Parsed, UserError
from pantstack.boundaries.checks import pages, unparsable_file
from pantstack.boundaries.pants_rules.evaluation import CheckResult
from pantstack.boundaries.pants_rules.options import PantstackLint
from pantstack.boundaries.policy import baseline as baselines
from pantstack.boundaries.policy import other_form, selection
from pantstack.boundaries.policy.baseline import Baseline
from pantstack.boundaries.policy.report import BaselineCounts, Report, build_report
from pantstack.boundaries.policy.suppressions import CODES
from pantstack.boundaries.reporting.render import FORMATS, View, render
from pantstack.boundaries.resolver.project import Project
from pantstack.declarations.configuration import FILE
from pantstack.declarations.pants_rules.options import PantstackSubsystem, option
from pantstack.pants_port import session

_NOTHING = Report((), modules=0, files=0, imports=0, unowned=0)


@dataclass(frozen=True)
class RenderedReport:
    """The report of a run."""

    text: str
    exit_code: int


def render_report(  # noqa: PLR0913  what was found, what of it is selected, and how it is shown
    result: CheckResult,
    paths: Sequence[str],
    options: PantstackLint,
    shared: PantstackSubsystem,
    *,
    root: str,
    color: bool = False,
) -> RenderedReport:
    """Render the report of a run, and deliver it if it is for tools."""
    errors = result.errors
    if shared.format not in FORMATS:
        help = f"Use one of [pantstack].format: {', '.join(FORMATS)}."
        errors = (*errors, _at_option(UserError(f"Unknown format `{shared.format}`.", help), shared, "format", root))
    report = _NOTHING
    if not errors:
        try:
            report = _report(result, paths, _baseline_counts(result, options, root), root)
        except UserError as error:
            errors = (_at_option(error, options, "compare_with", root),)
    if shared.format in FORMATS and shared.format != "text":
        view = View(VERSION, descriptions={code: pages.description(code) for code in CODES})
        try:
            session.deliver(render(report, errors, shared.format, view), shared.output, root)
        except UserError as error:
            errors = (*errors, _at_option(error, shared, "output", root))
    view = View(VERSION, _source(root) if color else None, color)
    code = USER_ERROR if errors else FAILURE if report.errors else SUCCESS
    return RenderedReport(render(report, errors, "text", view), code)


def _report(result: CheckResult, paths: Sequence[str], baseline: Optional[BaselineCounts], root: str) -> Report:
    project = result.facts.project
    selected = selection.selection(paths, project.catalog)
    others = (path for path in result.facts.other_forms if selected(path) and other_form.is_one(root, path))
    report = build_report(project, result.evaluated, selected, baseline, others)
    unread = selection.unread(selected, project.scans)
    if not unread:
        return report
    extra = unparsable_file.check(Project(project.catalog, project.resolver, {scan.path: scan for scan in unread}))
    return replace(report, findings=tuple(sorted((*report.findings, *extra))), files=report.files + len(unread))


def _baseline_counts(result: CheckResult, options: PantstackLint, root: str) -> Optional[BaselineCounts]:
    """Count the baseline, and compare it with that of the merge base.

    Raises:
        UserError: if there is no merge base, or its baseline cannot be read.
    """
    if options.compare_with is None:
        return None if result.baseline is None else BaselineCounts(len(result.baseline.entries))
    before = session.at_merge_base(root, options.compare_with, options.baseline)
    old = Parsed(Baseline()) if before is None else baselines.parse(before, options.baseline)
    for error in old.errors:
        raise UserError(
            f"{error.location} at the merge base with `{options.compare_with}`: {error.message}",
            "Compare with a branch whose baseline can be read.",
        )
    now = result.baseline or Baseline()
    added, removed = baselines.growth(old.value, now, result.facts.files)
    return BaselineCounts(len(now.entries), 0, added, removed)


def _at_option(error: UserError, subsystem: Subsystem, name: str, root: str) -> UserError:
    """Locate an error where an option is set."""
    try:
        toml = Path(root, FILE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        toml = ""
    return UserError(error.message, error.help, option(subsystem, name, toml).location())


def _source(root: str) -> Callable[[str], Optional[str]]:
    def read(path: str) -> Optional[str]:
        try:
            return Path(root, path).read_bytes().decode("utf-8", "replace")
        except OSError:
            return None

    return read
