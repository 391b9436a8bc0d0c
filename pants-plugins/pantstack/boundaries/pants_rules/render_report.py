"""How a run shows what it found: on the console, or as a document for tools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Callable, Optional

from pants.option.subsystem import Subsystem

from pantstack import VERSION
from pantstack.boundaries.checks import pages, unparsable_file
from pantstack.boundaries.pants_rules.evaluation import CheckResult
from pantstack.boundaries.pants_rules.options import PantstackLint
from pantstack.boundaries.policy import baseline as baselines
from pantstack.boundaries.policy import selection
from pantstack.boundaries.policy.baseline import Baseline
from pantstack.boundaries.policy.report import Ledger, Report, build_report
from pantstack.boundaries.policy.suppressions import CODES
from pantstack.boundaries.reporting.render import FORMATS, View, render
from pantstack.boundaries.resolver.project import Project
from pantstack.declarations.configuration import FILE
from pantstack.declarations.pants_rules.options import PantstackSubsystem, option
from pantstack.errors import UserError
from pantstack.locations import SourceLocation
from pantstack.pants_port import session

CLEAN, FINDINGS, WRONG_CONFIGURATION = 0, 1, 2
_NOTHING = Report((), modules=0, files=0, imports=0, unowned=0)


@dataclass(frozen=True)
class RenderedReport:
    """What a run says.

    Attributes:
        text: for the console.
        exit_code: 0 clean, 1 findings, 2 wrong configuration.
    """

    text: str
    exit_code: int


def render_report(  # noqa: PLR0913  what there is, what is asked for, and how
    result: CheckResult,
    paths: Sequence[str],
    options: PantstackLint,
    shared: PantstackSubsystem,
    *,
    root: str,
    color: bool = False,
) -> RenderedReport:
    """Make the report of a run, and deliver it if it is for tools.

    Args:
        result: of the whole repository.
        paths: the selected files.
        options: of the checker.
        shared: format and output.
        root: the repository's.
        color: whether the console can show colors.
    """
    problems = (*result.errors, *_options(shared, root))
    outcome = _NOTHING
    if not problems:
        try:
            outcome = _report(result, paths, _ledger(result.baseline, options, root, result.facts.files))
        except LookupError as error:
            fact, advice = str(error).splitlines()
            problems = (UserError(fact, advice, _place(options, "compare_with", root)),)
    if shared.format in FORMATS and shared.format != "text":
        document = render(
            outcome,
            problems,
            shared.format,
            View(VERSION, descriptions={code: pages.description(code) for code in CODES}),
        )
        problems = (*problems, *_delivered(document, shared, root))
    view = View(VERSION, _source(root) if color else None, color)
    code = WRONG_CONFIGURATION if problems else FINDINGS if outcome.errors else CLEAN
    return RenderedReport(render(outcome, problems, "text", view), code)


def _delivered(document: str, shared: PantstackSubsystem, root: str) -> tuple[UserError, ...]:
    """Put a document where it is to go; what kept it from there."""
    try:
        session.deliver(document, shared.output, root)
    except OSError as error:
        fact = f"`{shared.output}` cannot be written: {error.strerror}."
        return (UserError(fact, "Name a file that can be.", _place(shared, "output", root)),)
    return ()


def _report(result: CheckResult, paths: Sequence[str], ledger: Optional[Ledger]) -> Report:
    project = result.facts.project
    selected = selection.selection(paths, project.catalog)
    outcome = build_report(project, result.evaluated, selected, ledger)
    lost = selection.unread(selected, project.scans)
    if not lost:
        return outcome
    extra = unparsable_file.check(Project(project.catalog, project.resolver, {scan.path: scan for scan in lost}))
    return replace(outcome, findings=tuple(sorted((*outcome.findings, *extra))), files=outcome.files + len(lost))


def _ledger(baseline: Optional[Baseline], options: PantstackLint, root: str, files: frozenset[str]) -> Optional[Ledger]:
    """The baseline against the merge base; raises LookupError where there is none."""
    if options.compare_with is None:
        return None if baseline is None else Ledger(len(baseline.entries))
    before = session.at_merge_base(root, options.compare_with, options.baseline)
    old = Baseline() if before is None else baselines.parse(before, options.baseline)
    if isinstance(old, tuple):
        raise LookupError(  # noqa: TRY004  it is what the history holds, not what the caller passed
            f"{old[0].location} at the merge base with `{options.compare_with}`: {old[0].message}\n"
            "Compare with a branch whose baseline can be read."
        )
    now = baseline or Baseline()
    added, removed = baselines.growth(old, now, files)
    return Ledger(len(now.entries), 0, added, removed)


def _options(shared: PantstackSubsystem, root: str) -> tuple[UserError, ...]:
    if shared.format in FORMATS:
        return ()
    fact = f"`{shared.format}` is no format."
    return (UserError(fact, f"Use one of [pantstack].format: {', '.join(FORMATS)}.", _place(shared, "format", root)),)


def _place(subsystem: Subsystem, name: str, root: str) -> SourceLocation:
    try:
        toml = Path(root, FILE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        toml = ""
    return option(subsystem, name, toml).place()


def _source(root: str) -> Callable[[str], Optional[str]]:
    def read(path: str) -> Optional[str]:
        try:
            return Path(root, path).read_bytes().decode("utf-8", "replace")
        except OSError:
            return None

    return read
