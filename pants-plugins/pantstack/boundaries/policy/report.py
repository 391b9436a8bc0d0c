"""The outcome of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Optional

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy.evaluation import EvaluatedFindings
from pantstack.boundaries.resolver.project import Project


@dataclass(frozen=True)
class Ledger:
    """What the baseline did in a run.

    Attributes:
        entries: how many it has.
        hidden: how many findings it hid in the judged files.
        added: entries more than at the merge base, None where they were not compared.
        removed: entries fewer than at the merge base, None where they were not compared.
    """

    entries: int = 0
    hidden: int = 0
    added: Optional[int] = None
    removed: Optional[int] = None


@dataclass(frozen=True)
class Report:
    """The outcome of a run, and the proof of what it judged.

    Attributes:
        findings: sorted by place.
        modules: how many modules the judged files belong to.
        files: how many files were judged.
        imports: how many imports they have.
        unowned: how many of the files belong to no module.
        unproven: how many imports have a target that is not written down.
        suppressed: how many findings comments hid.
        ledger: what the baseline did; None without one.
        open_stacks: how many stack references have a project that is not written down.
    """

    findings: tuple[Finding, ...]
    modules: int
    files: int
    imports: int
    unowned: int
    unproven: int = 0
    suppressed: int = 0
    ledger: Optional[Ledger] = None
    open_stacks: int = 0

    @property
    def errors(self) -> int:
        """How many findings fail the run."""
        return sum(each.severity == "error" for each in self.findings)


def build_report(
    project: Project, evaluated: EvaluatedFindings, selects: Callable[[str], bool], ledger: Optional[Ledger] = None
) -> Report:
    """Summarize a run: the findings that lie in selected files, and the proof of what was checked.

    Args:
        project: the facts.
        evaluated: all findings of the repository.
        selects: whether a path is selected.
        ledger: of the baseline, for the summary; None without one.
    """
    scans = [scan for path, scan in project.scans.items() if selects(path)]
    owners = [project.owner(scan.path) for scan in scans]
    if ledger is not None:
        hidden = sum(selects(each.path) for each in evaluated.hidden)
        ledger = Ledger(ledger.entries, hidden, ledger.added, ledger.removed)
    return Report(
        tuple(each for each in evaluated.findings if selects(each.path)),
        modules=len({owner.path for owner in owners if owner is not None}),
        files=len(scans),
        imports=sum(sum(site.kind == "import" for site in scan.imports) for scan in scans),
        unowned=sum(owner is None for owner in owners),
        unproven=sum(len(scan.unprovable_imports) for scan in scans),
        open_stacks=sum(use.ambiguous and selects(use.path) for use in project.stack_uses),
        suppressed=sum(selects(each.path) for each in evaluated.suppressed),
        ledger=ledger,
    )
