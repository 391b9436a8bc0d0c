"""From facts to a report: checks, then what hides findings, then what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Optional

from pantstack.boundaries.checks import Check
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy import baseline as baselines
from pantstack.boundaries.policy import severities, suppressions
from pantstack.boundaries.policy.baseline import Baseline
from pantstack.boundaries.policy.severities import Severities
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.scanner.model import Suppression


@dataclass(frozen=True)
class Settings:
    """What weighs and hides findings.

    Attributes:
        codes: all that a finding can have.
        today: past its day, a comment hides nothing.
        severities: by code and module.
        baseline: what is tolerated because it was there before; None without one.
        suppressions: comments in BUILD files, by path; those in Python files come with their scans.
        files: the paths of all files that there are, for telling a moved file from a mended one.
    """

    codes: frozenset[str]
    today: date
    severities: Severities
    baseline: Optional[Baseline] = None
    suppressions: Mapping[str, tuple[Suppression, ...]] = field(default_factory=dict)
    files: frozenset[str] = frozenset()


@dataclass(frozen=True)
class EvaluatedFindings:
    """All that there is to say of a project.

    Attributes:
        findings: to be shown, sorted by place.
        tolerable: findings that a baseline may hide, those that it does hide among them.
        suppressed: findings that comments hide.
        hidden: findings that the baseline hides.
    """

    findings: tuple[Finding, ...]
    tolerable: tuple[Finding, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    hidden: tuple[Finding, ...] = ()


def evaluate(project: Project, checks: Iterable[Check], settings: Settings) -> EvaluatedFindings:
    """Run the checks over the whole project and hide what may be hidden.

    Args:
        project: the facts.
        checks: the checks.
        settings: what weighs and hides findings.
    """
    raw = sorted({finding for each in checks for finding in each(project)})
    comments = {path: scan.suppressions for path, scan in project.scans.items()}
    commented = suppressions.apply(raw, {**comments, **settings.suppressions}, settings.today, settings.codes)

    def weighed(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return severities.apply(findings, settings.severities, lambda path: _path(project, path))

    tolerable = weighed(commented.kept)
    shown = [*tolerable, *weighed(commented.found)]
    hidden: tuple[Finding, ...] = ()
    if settings.baseline is not None:
        applied = baselines.apply(shown, settings.baseline, settings.files)
        shown, hidden = [*applied.kept, *weighed(applied.stale)], applied.hidden
    return EvaluatedFindings(tuple(sorted(shown)), tolerable, commented.hidden, hidden)


def _path(project: Project, path: str) -> Optional[str]:
    owner = project.owner(path)
    return None if owner is None else owner.path
