"""What a run reports: the findings of the selected files, and the proof of what was checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Optional

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy.evaluation import EvaluatedFindings
from pantstack.boundaries.resolver.project import Project


@dataclass(frozen=True)
class BaselineCounts:
    """What the baseline did in a run.

    Attributes:
        entries: how many it has.
        hidden: how many findings it hid in the checked files.
        added: entries more than at the merge base, None where they were not compared.
        removed: entries fewer than at the merge base, None where they were not compared.
    """

    entries: int = 0
    hidden: int = 0
    added: Optional[int] = None
    removed: Optional[int] = None


@dataclass(frozen=True)
class Report:
    """The findings of a run, and the proof of what it checked.

    Attributes:
        findings: sorted by place.
        modules: how many modules the checked files belong to.
        unowned: how many of the files belong to no module.
        unproven: how many imports have a target that is not written down.
        open_stacks: how many stack references have a project that is not written down.
    """

    findings: tuple[Finding, ...]
    modules: int
    files: int
    imports: int
    unowned: int
    unproven: int = 0
    suppressed: int = 0
    baseline: Optional[BaselineCounts] = None
    open_stacks: int = 0

    @property
    def errors(self) -> int:
        """How many findings fail the run."""
        return sum(finding.severity == "error" for finding in self.findings)


def build_report(
    project: Project,
    evaluated: EvaluatedFindings,
    selects: Callable[[str], bool],
    baseline: Optional[BaselineCounts] = None,
) -> Report:
    """Summarize a run: the findings that lie in selected files, and the proof of what was checked.

    Args:
        baseline: of the whole repository, for the summary; None without one.
    """
    scans = [scan for path, scan in project.scans.items() if selects(path)]
    owners = [project.owner(scan.path) for scan in scans]
    if baseline is not None:
        hidden = sum(selects(finding.path) for finding in evaluated.hidden)
        baseline = BaselineCounts(baseline.entries, hidden, baseline.added, baseline.removed)
    return Report(
        tuple(finding for finding in evaluated.findings if selects(finding.path)),
        modules=len({owner.path for owner in owners if owner is not None}),
        files=len(scans),
        imports=sum(sum(site.kind == "import" for site in scan.imports) for scan in scans),
        unowned=sum(owner is None for owner in owners),
        unproven=sum(len(scan.unprovable_imports) for scan in scans),
        open_stacks=sum(use.ambiguous and selects(use.path) for use in project.stack_uses),
        suppressed=sum(selects(finding.path) for finding in evaluated.suppressed),
        baseline=baseline,
    )
