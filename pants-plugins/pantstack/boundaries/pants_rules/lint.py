"""The checker as a linter of Pants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Optional

from pants.base.build_root import BuildRoot
from pants.core.goals.lint import LintFilesRequest, LintResult
from pants.core.util_rules.partitions import Partition, Partitions
from pants.engine.rules import Rule, collect_rules, rule
from pants.option.global_options import GlobalOptions

from pantstack.boundaries.pants_rules import calls, evaluation
from pantstack.boundaries.pants_rules.facade_locks import rules as facade_locks
from pantstack.boundaries.pants_rules.facts import rules as facts
from pantstack.boundaries.pants_rules.gathering import rules as gathering
from pantstack.boundaries.pants_rules.locks import rules as locks
from pantstack.boundaries.pants_rules.options import PantstackLint, destination, run_options
from pantstack.boundaries.pants_rules.other_forms import rules as other_forms
from pantstack.boundaries.policy import selection
from pantstack.boundaries.run.render_report import render_report
from pantstack.declarations.pants_rules.options import PantstackSubsystem
from pantstack.pants_port.session import RunId


@dataclass(frozen=True)
class SelectedFiles:
    """The files that the user selected."""

    paths: tuple[str, ...]

    @property
    def description(self) -> Optional[str]:
        """Nothing: there is one partition."""
        return None


class PantstackLintRequest(LintFilesRequest):
    """Files, not targets: a file that no target owns is checked too."""

    tool_subsystem = PantstackLint  # type: ignore[assignment]  # Pants types the protocol by its metaclass
    tool_name = "pantstack"
    tool_id = "pantstack"


@rule
async def select_files(
    request: PantstackLintRequest.PartitionRequest,
    options: PantstackLint,
    shared: PantstackSubsystem,
    root: BuildRoot,
    run: RunId,  # noqa: ARG001  the first line of a script lies outside of what Pants remembers
) -> Partitions[str, SelectedFiles]:
    """Select one partition with one element: Pants cuts elements into batches, and the result is one text.

    A document for tools is written in any case: one of an earlier run would stay where it is.
    """
    if options.skip:
        return Partitions()
    # Pants looks an option up each time it is read.
    baseline = options.baseline
    paths = tuple([path for path in request.files if selection.matters(path, baseline)])
    if shared.format == "text" and not any(selection.is_checked(path, baseline, root.path) for path in paths):
        return Partitions()
    return Partitions([Partition(("pantstack",), SelectedFiles(paths))])


@rule(desc="Check the boundaries of modules")
async def lint_modules(  # noqa: PLR0913, PLR0917  Pants hands over by type
    request: PantstackLintRequest.Batch[str, Any],
    options: PantstackLint,
    shared: PantstackSubsystem,
    everywhere: GlobalOptions,
    root: BuildRoot,
    run: RunId,  # noqa: ARG001  the day, the history and files to write lie outside of what Pants remembers
) -> LintResult:
    """Check the whole repository and report what lies in the selected files."""
    result = await calls.check_result()
    paths = request.partition_metadata.paths
    to, chosen = destination(shared), run_options(options, shared)
    report = render_report(result, paths, chosen, to, root=root.path, color=everywhere.colors)
    return LintResult(report.exit_code, report.text, "", request.tool_name)


def rules() -> Iterable[Rule]:
    """The rules of the checker as a linter."""
    return (
        *collect_rules(),
        *collect_rules(other_forms),
        *collect_rules(gathering),
        *collect_rules(facts),
        *collect_rules(locks),
        *collect_rules(facade_locks),
        *collect_rules(evaluation),
        *PantstackLintRequest.rules(),
    )
