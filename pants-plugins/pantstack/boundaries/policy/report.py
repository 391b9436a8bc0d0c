"""What a run reports: the findings of the selected files, and the proof of what was checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
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
class LeftOut:
    """What a run did not judge, although it was selected.

    Attributes:
        findings: how many the severities switch off.
        imports: how many under `if TYPE_CHECKING`, where these are left out.
        data: how many files cannot be parsed and are declared data.
        files: how many are Python in another form: notebooks, Cython, scripts without a suffix.
    """

    findings: int = 0
    imports: int = 0
    data: int = 0
    files: int = 0


@dataclass(frozen=True)
class Report:
    """The findings of a run, and the proof of what it checked.

    Attributes:
        findings: sorted by place.
        modules: how many modules the checked files belong to.
        unowned: how many of the files belong to no module.
        unowned_users: how many of these use modules.
        unproven: how many imports have a target that is not written down.
        open_stacks: how many stack references have a project that is not written down.
        all_public: how many of the modules are all public for now, to be narrowed.
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
    left_out: LeftOut = LeftOut()
    all_public: int = 0
    unowned_users: int = 0

    @property
    def errors(self) -> int:
        """How many findings fail the run."""
        return sum(finding.severity == "error" for finding in self.findings)


def build_report(
    project: Project,
    evaluated: EvaluatedFindings,
    selects: Callable[[str], bool],
    baseline: Optional[BaselineCounts] = None,
    other_forms: Iterable[str] = (),
) -> Report:
    """Summarize a run: the findings that lie in selected files, and the proof of what was checked.

    Args:
        baseline: of the whole repository, for the summary; None without one.
        other_forms: the files of the whole repository that are Python in a form that is not read.
    """
    paths = [path for path in project.scans if selects(path)]
    scans = [scan for path, scan in project.examined if selects(path)]
    owners = list(map(project.catalog.owner, paths))
    modules = {owner.path: owner for owner in owners if owner is not None}
    hidden = [finding.path for finding in evaluated.hidden]
    unowned = {path for path, owner in zip(paths, owners) if owner is None}
    users = {*project.screened.outside, *(use.path for use in project.judged_uses)}
    judged = sum(site.kind == "import" for scan in scans for site in project.sites(scan))
    return Report(
        tuple(finding for finding in evaluated.findings if selects(finding.path)),
        modules=len(modules),
        files=len(paths),
        imports=judged + sum(project.screened.imports.get(path, 0) for path in paths),
        unowned=len(unowned),
        unowned_users=len(unowned & users),
        unproven=sum(len(scan.unprovable_imports) for scan in scans),
        open_stacks=sum(use.ambiguous and selects(use.path) for use in project.stack_uses),
        suppressed=sum(selects(finding.path) for finding in evaluated.suppressed),
        baseline=None if baseline is None else replace(baseline, hidden=sum(map(selects, hidden))),
        left_out=LeftOut(
            findings=sum(selects(finding.path) for finding in evaluated.off),
            imports=sum(site.kind == "import" for scan in scans for site in scan.imports) - judged,
            data=sum(selects(path) and path in project.data for path, _ in project.unparsable),
            files=sum(map(selects, other_forms)),
        ),
        all_public=sum(each.facade is not None and each.facade.everything for each in modules.values()),
    )
