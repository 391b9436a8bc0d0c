"""The checker as a linter of Pants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Optional

from pants.core.goals.lint import LintFilesRequest, LintResult
from pants.core.util_rules.partitions import Partition, Partitions
from pants.engine.rules import Rule, collect_rules, rule

from pantstack.architecture import calls, scans
from pantstack.architecture.checks import CHECKS
from pantstack.architecture.core import render, select
from pantstack.architecture.core.check import check
from pantstack.architecture.core.model import FileScan
from pantstack.architecture.core.project import Project
from pantstack.architecture.core.resolve import Resolver
from pantstack.architecture.options import PantstackLint
from pantstack.catalogue import calls as catalogue_calls
from pantstack.engine import files, targets

WRONG_CONFIGURATION = 2


@dataclass(frozen=True)
class SelectedFiles:
    """The files that a run was asked for."""

    paths: tuple[str, ...]

    @property
    def description(self) -> Optional[str]:
        """Nothing: there is one partition."""
        return None


class PantstackLintRequest(LintFilesRequest):
    """Files, not targets: a file that no target owns is judged too."""

    tool_subsystem = PantstackLint  # type: ignore[assignment]  # Pants types the protocol by its metaclass
    tool_name = "pantstack"
    tool_id = "pantstack"


@rule
async def select_files(
    request: PantstackLintRequest.PartitionRequest, options: PantstackLint
) -> Partitions[str, SelectedFiles]:
    """One partition with one element: Pants cuts elements into batches, and the result is to be one text."""
    wanted = tuple(path for path in request.files if select.matters(path))
    if options.skip or not wanted:
        return Partitions()
    return Partitions([Partition(("pantstack",), SelectedFiles(wanted))])


@rule(desc="Check the boundaries of modules")
async def lint_modules(request: PantstackLintRequest.Batch[str, Any]) -> LintResult:
    """Gather, decide, show."""
    found = await catalogue_calls.catalogue()
    if found.problems:
        return LintResult(WRONG_CONFIGURATION, render.problems(found.problems), "", request.tool_name)
    catalogue = found.catalogue
    plan = select.plan(request.partition_metadata.paths, catalogue)
    roots = await targets.source_roots()
    owned = await files.paths((tuple(glob for module in catalogue.modules for glob in select.globs(module.path)),))
    scanned = _by_path(await calls.scans(plan.scans))
    doors = await calls.scans(tuple(select.door(facade) for facade in catalogue.facades))
    judged = {path: scan for path, scan in scanned.items() if plan.selects(path)}
    project = Project(
        catalogue,
        Resolver(catalogue, roots, owned[0]),
        {**judged, **select.unread(plan, judged)},
        _by_path(doors),
    )
    outcome = check(project, CHECKS)
    return LintResult(1 if outcome.findings else 0, render.report(outcome), "", request.tool_name)


def _by_path(results: Iterable[scans.ScanResult]) -> dict[str, FileScan]:
    return {scan.path: scan for result in results for scan in result.files}


def rules() -> Iterable[Rule]:
    """The rules of this feature."""
    return (*collect_rules(), *collect_rules(scans), *PantstackLintRequest.rules())
