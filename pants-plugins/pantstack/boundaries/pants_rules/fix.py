"""`pants fix`: private imports become imports of the facade, where that is certain."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pants.core.goals.fix import FixFilesRequest, FixResult
from pants.core.goals.lint import AbstractLintRequest, LintFilesRequest
from pants.core.util_rules.partitions import Partitions
from pants.engine.fs import FileContent
from pants.engine.rules import Rule, collect_rules, rule
from pants.engine.unions import UnionRule

from pantstack.boundaries.fixing import replacements
from pantstack.boundaries.fixing.replacements import Decision, left_alone
from pantstack.boundaries.fixing.rewrite_imports import RewrittenFile, rewrite
from pantstack.boundaries.pants_rules import calls, preconditions
from pantstack.boundaries.pants_rules.options import PantstackLint
from pantstack.boundaries.scanner.scan import scan
from pantstack.pants_port import files
from pantstack.pants_port.session import RunId

_LOGGER = logging.getLogger(__name__)
_TOOL = "pantstack"
# As a linter the fixer would repeat what the checker reports.
_LINTING = (AbstractLintRequest, AbstractLintRequest.Batch, LintFilesRequest.PartitionRequest)


class PantstackFixRequest(FixFilesRequest):
    """Files that have a private import which can be rewritten."""

    tool_subsystem = PantstackLint  # type: ignore[assignment]  # Pants types the protocol by its metaclass
    tool_name = _TOOL
    tool_id = _TOOL
    enable_lint_rules = False


# Stands before the rules that await it: Pants 2.17 looks for it when they are defined.
async def _decision(options: PantstackLint) -> Decision:
    result = await calls.check_result()
    refused = preconditions.to_fix(result.errors)
    if refused:
        # Pants shows no output of a fixer, and its exit code is the same.
        _LOGGER.error(refused)
    findings = replacements.fixable(result.evaluated, fix_baseline=options.fix_baseline)
    return replacements.decide(result.facts.project, findings)


@rule
async def select_fixes(
    request: PantstackFixRequest.PartitionRequest,
    options: PantstackLint,
    run: RunId,  # noqa: ARG001  what git knows of the baseline lies outside of what Pants remembers
) -> Partitions[str, Any]:
    """Select the files with a private import."""
    paths = frozenset(request.files)
    if options.skip or not any(path.endswith((".py", ".pyi")) for path in paths):
        return Partitions()
    decision = await _decision(options)
    selected = tuple(sorted(decision.paths & paths))
    return Partitions.single_partition(selected) if selected else Partitions()


@rule(desc="Rewrite private imports to facades")
async def fix_imports(
    request: PantstackFixRequest.Batch,
    options: PantstackLint,
    run: RunId,  # noqa: ARG001  every run says what it leaves, whatever Pants remembers
) -> FixResult:
    """Rewrite the files as they are now: another fixer may have changed them before."""
    decision = await _decision(options)
    (before,) = await files.contents((request.snapshot.digest,))
    rewritten = [(file, _rewrite(file, decision)) for file in before]
    after = tuple(replace(file, content=new.content) for file, new in rewritten)
    paths = {file.path for file in before}
    left = [*(each for each in decision.left if each[0] in paths)]
    left += [(file.path, each.replacement.position, each.reason) for file, new in rewritten for each in new.refused]
    if left:
        # Pants shows no output of a fixer.
        _LOGGER.warning(left_alone(left))
    return FixResult(request.snapshot, await files.snapshot(after), "", "", request.tool_name)


def _rewrite(file: FileContent, decision: Decision) -> RewrittenFile:
    edits = replacements.replacements(scan(file.path, file.content), decision.known)
    return rewrite(file.content, edits) if edits else RewrittenFile(file.content, (), ())


def rules() -> Iterable[Rule]:
    """The rules of the fixer."""
    generated = PantstackFixRequest.rules()
    return (
        *collect_rules(),
        *(each for each in generated if not (isinstance(each, UnionRule) and each.union_base in _LINTING)),
    )
