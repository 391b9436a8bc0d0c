"""Runs the checks, then applies what hides their findings: suppressions, severities, baseline."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Optional

from pantstack.boundaries.checks import DATED_CHECKS, Check
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy import baseline as baselines
from pantstack.boundaries.policy import severities, suppressions
from pantstack.boundaries.policy.baseline import Baseline
from pantstack.boundaries.policy.moves import History, Moves
from pantstack.boundaries.policy.severities import Severities, Weighed
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.scanner.model import Suppression


@dataclass(frozen=True)
class Settings:
    """What decides which findings count.

    Attributes:
        codes: all that a finding can have.
        today: past its day, a suppression hides nothing.
        suppressions: comments in BUILD files, by path; those in Python files come with their scans.
        files: the paths of all files, for telling a moved file from a fixed one.
    """

    codes: frozenset[str]
    today: date
    severities: Severities
    baseline: Optional[Baseline] = None
    suppressions: Mapping[str, tuple[Suppression, ...]] = field(default_factory=dict)
    files: frozenset[str] = frozenset()


@dataclass(frozen=True)
class EvaluatedFindings:
    """All findings of a project.

    Attributes:
        findings: those that count, sorted by place.
        tolerable: findings that a baseline may hide, with those that it does hide.
        suppressed: findings that comments hide.
        hidden: findings that the baseline hides.
        off: findings that the severities switch off.
        stale: findings about entries of the baseline: of those that count.
    """

    findings: tuple[Finding, ...]
    tolerable: tuple[Finding, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    hidden: tuple[Finding, ...] = ()
    off: tuple[Finding, ...] = ()
    stale: tuple[Finding, ...] = ()


def evaluate(project: Project, checks: Iterable[Check], settings: Settings) -> EvaluatedFindings:
    """Run the checks over the whole project, and hide what may be hidden."""
    dated = (finding for check in DATED_CHECKS for finding in check(project, settings.today))
    raw = sorted({*(finding for check in checks for finding in check(project)), *dated})
    comments = {path: scan.suppressions for path, scan in project.examined}
    commented = suppressions.apply(raw, {**comments, **settings.suppressions}, settings.today, settings.codes)

    def weigh(findings: Iterable[Finding]) -> Weighed:
        return severities.apply(findings, settings.severities, project.home)

    tolerable, mistakes = weigh(commented.kept), weigh(commented.mistakes)
    found = tuple(sorted((*tolerable.kept, *mistakes.kept)))
    off = tuple(sorted((*tolerable.off, *mistakes.off)))
    evaluated = EvaluatedFindings(found, tolerable.kept, commented.hidden, (), off)
    return evaluated if settings.baseline is None else tolerate(evaluated, settings.baseline, project, settings)


def tolerate(
    evaluated: EvaluatedFindings,
    baseline: Baseline,
    project: Project,
    settings: Settings,
    history: Optional[History] = None,
) -> EvaluatedFindings:
    """Hide what the baseline tolerates, given what git knows of moved files; what it hid before counts for nothing."""
    stale = frozenset(evaluated.stale)
    found = (*(finding for finding in evaluated.findings if finding not in stale), *evaluated.hidden)
    applied = baselines.apply(found, baseline, moves(project, settings.files, history))
    weighed = severities.apply(applied.stale, settings.severities, project.home).kept
    return replace(evaluated, findings=tuple(sorted((*applied.kept, *weighed))), hidden=applied.hidden, stale=weighed)


def moves(project: Project, files: Collection[str], history: Optional[History] = None) -> Moves:
    """Describe what may have moved in a project."""
    paths = frozenset(module.path for module in project.catalog.modules)
    return Moves(files, paths, project.owner_path, project.resolver.dotted, history)
