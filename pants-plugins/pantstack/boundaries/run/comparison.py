"""Compares the baseline with that of the merge base."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Optional

from pantstack.base import session
from pantstack.base.errors import UserError
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy import baseline as baselines
from pantstack.boundaries.policy import severities
from pantstack.boundaries.policy.baseline import Baseline
from pantstack.boundaries.policy.evaluation import EvaluatedFindings, Settings
from pantstack.boundaries.policy.report import BaselineCounts
from pantstack.boundaries.run import history
from pantstack.boundaries.run.evaluation import CheckResult
from pantstack.boundaries.run.options import RunOptions


@dataclass(frozen=True)
class Compared:
    """What was found, with entries that the baseline has more than at the merge base.

    Attributes:
        counts: of the whole repository; None without a baseline.
    """

    evaluated: EvaluatedFindings
    counts: Optional[BaselineCounts]


def compared(result: CheckResult, options: RunOptions, root: str) -> Compared:
    """Count the baseline, and compare it with that of the merge base if there is one to compare with.

    The first baseline of a repository has grown by all that it has, and is no finding: there was nothing before it.

    Raises:
        UserError: if there is no merge base, or its baseline cannot be read.
    """
    settings, now = result.settings, result.baseline or Baseline()
    ref = options.compare_with
    if settings is None or ref is None:
        counts = None if result.baseline is None else BaselineCounts(len(now.entries))
        return Compared(result.evaluated, counts)
    commit = session.merge_base(root, ref)
    before = _baseline_at(root, commit, options.baseline, ref)
    added, removed = baselines.growth(before or Baseline(), now, result.moves(None))
    if before is not None and added:
        added, removed = baselines.growth(before, now, result.moves(history.since(root, commit)))
    counts = BaselineCounts(len(now.entries), 0, len(added), len(removed))
    if before is None:
        return Compared(result.evaluated, counts)
    return Compared(_with_grown(result, settings, baselines.grown(added, now.path, ref)), counts)


def _baseline_at(root: str, commit: str, path: str, ref: str) -> Optional[Baseline]:
    text = session.at_commit(root, commit, path)
    if text is None:
        return None
    read = baselines.parse(text, path)
    for error in read.errors:
        raise UserError(
            f"{error.location} at the merge base with `{ref}`: {error.message}",
            "Compare with a branch whose baseline can be read.",
        )
    return read.value


def _with_grown(result: CheckResult, settings: Settings, grown: Iterable[Finding]) -> EvaluatedFindings:
    evaluated = result.evaluated
    kept, off = severities.apply(grown, settings.severities, result.facts.project.home)
    return replace(
        evaluated, findings=tuple(sorted((*evaluated.findings, *kept))), off=tuple(sorted((*evaluated.off, *off)))
    )
