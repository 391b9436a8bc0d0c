"""Lint: what `pants lint` says, inside of another goal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pants.core.goals.lint import AbstractLintRequest, LintFilesRequest, LintResult, LintTargetsRequest
from pants.core.util_rules.partitions import Partitions
from pants.engine.fs import PathGlobs, Snapshot

from pantstack.pants_port.generation import CALLS_BY_NAME
from pantstack.pants_port.verdict import Group, Tools, Verdict, batches, by_group, field_sets

# A group's number, the type of a request, and something about them.
_Numbered = tuple[int, Any, Any]


def _about_targets(groups: tuple[Group, ...], tools: Tools) -> tuple[_Numbered, ...]:
    """The requests for partitions of targets."""
    partitioners = tools.unions.get(LintTargetsRequest.PartitionRequest)
    return tuple(
        (number, kind, kind.PartitionRequest(field_sets(kind, group)))
        for kind in _kinds(tools)
        if kind.PartitionRequest in partitioners
        for number, group in enumerate(groups)
    )


def _about_files(groups: tuple[Group, ...], tools: Tools) -> tuple[_Numbered, ...]:
    """The requests for partitions of files."""
    partitioners = tools.unions.get(LintFilesRequest.PartitionRequest)
    return tuple(
        (number, kind, kind.PartitionRequest(group.files))
        for kind in _kinds(tools)
        if kind.PartitionRequest in partitioners
        for number, group in enumerate(groups)
    )


def _kinds(tools: Tools) -> Iterator[Any]:
    return iter(tools.unions.get(AbstractLintRequest))


def _cut(asked: tuple[_Numbered, ...], found: tuple[Partitions[Any, Any], ...], tools: Tools) -> tuple[_Numbered, ...]:
    """The batches: their elements, and what is known of their partition."""
    return tuple(
        (number, kind, (elements, partition.metadata))
        for (number, kind, _), partitions in zip(asked, found)
        for partition in partitions
        for elements in batches(partition.elements, tools.lint_batch, 4 * tools.lint_batch)
    )


def _rewrites(kind: Any) -> bool:  # noqa: ANN401  a class of Pants
    """Whether a tool would rather rewrite files, so that it is given them as they are."""
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


def _said(groups: tuple[Group, ...], asked: tuple[_Numbered, ...], results: tuple[LintResult, ...]) -> tuple[Any, ...]:
    found = ((number, Verdict(said.linter_name, said.exit_code == 0)) for (number, _, _), said in zip(asked, results))
    return by_group(len(groups), found)


if CALLS_BY_NAME:
    from pants.core.goals.lint import lint_batch, partition_files, partition_targets
    from pants.core.goals.lint_goal import run_fixer_or_formatter_as_linter
    from pants.engine.intrinsics import digest_to_snapshot
    from pants.engine.rules import concurrently, implicitly

    async def lint(groups: tuple[Group, ...], tools: Tools) -> tuple[tuple[Verdict, ...], ...]:
        """What the linters say of each group; nothing of those that had nothing to judge.

        Args:
            groups: what to judge.
            tools: the tools at hand.
        """
        targets, files = _about_targets(groups, tools), _about_files(groups, tools)
        by_target = await concurrently(
            partition_targets(**implicitly({each: LintTargetsRequest.PartitionRequest})) for _, _, each in targets
        )
        by_file = await concurrently(
            partition_files(**implicitly({each: LintFilesRequest.PartitionRequest})) for _, _, each in files
        )
        cut = _cut((*targets, *files), (*by_target, *by_file), tools)
        snapshots = await concurrently(digest_to_snapshot(**implicitly({each: PathGlobs})) for each in _globs(cut))
        asked = _as_batches(cut, snapshots)
        results = await concurrently(
            run_fixer_or_formatter_as_linter(each)
            if _rewrites(kind)
            else lint_batch(**implicitly({each: AbstractLintRequest.Batch}))
            for _, kind, each in asked
        )
        return _said(groups, asked, results)

else:
    from pants.engine.rules import Get, MultiGet

    async def lint(groups: tuple[Group, ...], tools: Tools) -> tuple[tuple[Verdict, ...], ...]:
        """What the linters say of each group; nothing of those that had nothing to judge.

        Args:
            groups: what to judge.
            tools: the tools at hand.
        """
        targets, files = _about_targets(groups, tools), _about_files(groups, tools)
        by_target = await MultiGet(Get(Partitions, LintTargetsRequest.PartitionRequest, each) for _, _, each in targets)
        by_file = await MultiGet(Get(Partitions, LintFilesRequest.PartitionRequest, each) for _, _, each in files)
        cut = _cut((*targets, *files), (*by_target, *by_file), tools)
        snapshots = await MultiGet(Get(Snapshot, PathGlobs, each) for each in _globs(cut))
        asked = _as_batches(cut, snapshots)
        results = await MultiGet(Get(LintResult, AbstractLintRequest.Batch, each) for _, _, each in asked)
        return _said(groups, asked, results)
