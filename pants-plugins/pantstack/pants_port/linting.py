"""Runs `pants lint` inside of another goal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pants.core.goals.lint import AbstractLintRequest, LintFilesRequest, LintResult, LintTargetsRequest
from pants.core.util_rules.partitions import Partitions
from pants.engine.fs import PathGlobs, Snapshot

from pantstack.pants_port.generation import CALLS_BY_NAME
from pantstack.pants_port.tool_results import Group, ToolResult, Tools, batches, by_group, field_sets

# A group's number, the type of a request, and something about them.
_Numbered = tuple[int, Any, Any]


def _requests(base: Any, groups: tuple[Group, ...], tools: Tools) -> tuple[_Numbered, ...]:  # noqa: ANN401  a class of Pants
    """List the requests for partitions, of targets or of files as the base class of the tools says."""
    partitioners = tools.unions.get(base.PartitionRequest)
    kinds: Iterable[Any] = tools.unions.get(AbstractLintRequest)
    return tuple(
        (number, kind, kind.PartitionRequest(group.files if base is LintFilesRequest else field_sets(kind, group)))
        for kind in kinds
        if kind.PartitionRequest in partitioners
        for number, group in enumerate(groups)
    )


def _cut(
    requests: tuple[_Numbered, ...], partitioned: tuple[Partitions[Any, Any], ...], tools: Tools
) -> tuple[_Numbered, ...]:
    """Cut partitions into batches: elements, and the metadata of the partition."""
    return tuple(
        (number, kind, (elements, partition.metadata))
        for (number, kind, _), partitions in zip(requests, partitioned)
        for partition in partitions
        for elements in batches(partition.elements, tools.lint_batch, 4 * tools.lint_batch)
    )


def _rewrites(kind: Any) -> bool:  # noqa: ANN401  a class of Pants
    """Whether a tool rewrites files, so that it needs a snapshot of them."""
    return bool(kind.is_formatter or kind.is_fixer)


def _globs(cut: tuple[_Numbered, ...]) -> tuple[PathGlobs, ...]:
    return tuple(PathGlobs(elements) for _, kind, (elements, _) in cut if _rewrites(kind))


def _as_batches(cut: tuple[_Numbered, ...], snapshots: tuple[Snapshot, ...]) -> tuple[_Numbered, ...]:
    fresh = iter(snapshots)
    return tuple(
        (
            number,
            kind,
            kind.Batch(kind.tool_name, elements, metadata, **({"snapshot": next(fresh)} if _rewrites(kind) else {})),
        )
        for number, kind, (elements, metadata) in cut
    )


def _results(
    groups: tuple[Group, ...], requests: tuple[_Numbered, ...], results: tuple[LintResult, ...]
) -> tuple[Any, ...]:
    numbered = (
        (number, ToolResult(result.linter_name, result.exit_code == 0))
        for (number, _, _), result in zip(requests, results)
    )
    return by_group(len(groups), numbered)


if CALLS_BY_NAME:
    from pants.core.goals.lint import lint_batch, partition_files, partition_targets
    from pants.core.goals.lint_goal import run_fixer_or_formatter_as_linter
    from pants.engine.intrinsics import digest_to_snapshot
    from pants.engine.rules import concurrently, implicitly

    async def lint(groups: tuple[Group, ...], tools: Tools) -> tuple[tuple[ToolResult, ...], ...]:
        """Run the linters on each group; those that had nothing to check have no result."""
        targets, files = _requests(LintTargetsRequest, groups, tools), _requests(LintFilesRequest, groups, tools)
        by_target = await concurrently(
            partition_targets(**implicitly({request: LintTargetsRequest.PartitionRequest})) for _, _, request in targets
        )
        by_file = await concurrently(
            partition_files(**implicitly({request: LintFilesRequest.PartitionRequest})) for _, _, request in files
        )
        cut = _cut((*targets, *files), (*by_target, *by_file), tools)
        snapshots = await concurrently(digest_to_snapshot(**implicitly({globs: PathGlobs})) for globs in _globs(cut))
        requests = _as_batches(cut, snapshots)
        results = await concurrently(
            run_fixer_or_formatter_as_linter(request)
            if _rewrites(kind)
            else lint_batch(**implicitly({request: AbstractLintRequest.Batch}))
            for _, kind, request in requests
        )
        return _results(groups, requests, results)

else:
    from pants.engine.rules import Get, MultiGet

    async def lint(groups: tuple[Group, ...], tools: Tools) -> tuple[tuple[ToolResult, ...], ...]:
        """Run the linters on each group; those that had nothing to check have no result."""
        targets, files = _requests(LintTargetsRequest, groups, tools), _requests(LintFilesRequest, groups, tools)
        by_target = await MultiGet(
            Get(Partitions, LintTargetsRequest.PartitionRequest, request) for _, _, request in targets
        )
        by_file = await MultiGet(Get(Partitions, LintFilesRequest.PartitionRequest, request) for _, _, request in files)
        cut = _cut((*targets, *files), (*by_target, *by_file), tools)
        snapshots = await MultiGet(Get(Snapshot, PathGlobs, globs) for globs in _globs(cut))
        requests = _as_batches(cut, snapshots)
        results = await MultiGet(Get(LintResult, AbstractLintRequest.Batch, request) for _, _, request in requests)
        return _results(groups, requests, results)
