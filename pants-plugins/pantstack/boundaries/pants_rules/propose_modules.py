"""`pants modules --init`: declarations for a tree that has none, and a baseline of what they find."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from pantstack.base.errors import Parsed, UserError
from pantstack.boundaries.adoption import project_view, proposal_text
from pantstack.boundaries.adoption.model import Options
from pantstack.boundaries.checks import CHECKS
from pantstack.boundaries.pants_rules.evaluation import CheckResult
from pantstack.boundaries.pants_rules.goal_result import GoalResult
from pantstack.boundaries.policy import baseline as baselines
from pantstack.boundaries.policy import selection
from pantstack.boundaries.policy.evaluation import Settings, evaluate
from pantstack.boundaries.policy.severities import Severities
from pantstack.boundaries.policy.suppressions import CODES
from pantstack.boundaries.resolver.project import Project
from pantstack.pants_port.session import today
from pantstack.text.counting import count


def proposal(  # noqa: PLR0913, PLR0917  a repository and where its files are
    result: CheckResult, roots: Collection[str], root: str, options: Options, path: str, aside: Collection[str] = ()
) -> Parsed[GoalResult]:
    """Propose modules and facades, with a baseline of what violates them.

    Args:
        aside: folders that are left out, as if they were not there.

    Returns:
        The proposal, or the modules of it that could not be imported.

    Raises:
        UserError: if an option is wrong.
    """
    project = result.facts.project
    packages = [path for path in project.scans if path.endswith("/__init__.py")]
    tree = project_view.tree(project, roots, {path: _docstring(Path(root, path)) for path in packages})
    proposed = project_view.proposal(project, project_view.without(tree, aside), options)
    text = proposal_text.text(proposed, project.builds)
    if not proposed.modules:
        return Parsed(GoalResult(text))
    after = project_view.proposed(project, proposed)
    return with_baseline(result, after, GoalResult(text, proposed.files), roots, path)


def with_baseline(
    result: CheckResult, after: Project, proposed: GoalResult, roots: Collection[str], path: str
) -> Parsed[GoalResult]:
    """Add to proposed declarations a baseline of what violates them.

    Args:
        after: the project with these declarations.

    Returns:
        Both, or the modules that could not be imported.
    """
    unreachable = selection.rootless(after.catalog, roots)
    if unreachable:
        # Their BUILD files do not exist yet.
        return Parsed(GoalResult(""), tuple(UserError(error.message, error.help) for error in unreachable))
    settings = Settings(frozenset(CODES), today(), Severities(), None, result.facts.suppressions, result.facts.files)
    findings = evaluate(after, CHECKS, settings).tolerable
    tolerated = baselines.of((finding for finding in findings if finding.severity == "error"), path)
    if result.baseline is not None:
        tolerated = replace(tolerated, entries=(*tolerated.entries, *result.baseline.entries))
    entries = count(len(tolerated.entries), "entry", "entries")
    line = f"\n{path}: {entries} for findings that are there already; it can only shrink.\n"
    return Parsed(GoalResult(proposed.text + line, {**proposed.files, path: baselines.dump(tolerated)}))


def _docstring(path: Path) -> str:
    try:
        return ast.get_docstring(ast.parse(path.read_bytes())) or ""
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        # A file that is newer than this interpreter: the description is written without it.
        return ""
