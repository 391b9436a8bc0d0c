"""`pants modules --init`: declarations for a tree that has none, and a baseline of what they find."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from pantstack.boundaries.adoption import project_view, proposal_text
from pantstack.boundaries.adoption.model import Options
from pantstack.boundaries.adoption.propose import propose
from pantstack.boundaries.checks import CHECKS
from pantstack.boundaries.pants_rules.evaluation import CheckResult
from pantstack.boundaries.pants_rules.goal_result import GoalResult
from pantstack.boundaries.policy import baseline as baselines
from pantstack.boundaries.policy import selection
from pantstack.boundaries.policy.evaluation import Settings, evaluate
from pantstack.boundaries.policy.severities import Severities
from pantstack.boundaries.policy.suppressions import CODES
from pantstack.errors import UserError
from pantstack.pants_port.session import today
from pantstack.text.counting import count

WRONG_USAGE = 2


def proposal(result: CheckResult, roots: Collection[str], root: str, options: Options, path: str) -> GoalResult:
    """Propose modules and facades, with a baseline of what is not as it should be.

    Args:
        result: the repository as it is.
        roots: the source roots.
        root: the repository's.
        options: which directories become modules.
        path: of the baseline.
    """
    project = result.facts.project
    packages = [each for each in project.scans if each.endswith("/__init__.py")]
    tree = project_view.tree(project, roots, {each: _docstring(Path(root, each)) for each in packages})
    try:
        found = propose(tree, options)
    except UserError as error:
        return GoalResult("", {}, f"modules: {error.message}\n{error.help}\n", WRONG_USAGE)
    shown = proposal_text.text(found, project.builds)
    if not found.modules:
        return GoalResult(shown)
    after = project_view.proposed(project, found)
    unreachable = selection.rootless(after.catalog, roots)
    if unreachable:
        said = "".join(f"modules: {each.message}\n{each.help}\n" for each in unreachable)
        return GoalResult("", {}, said, WRONG_USAGE)
    settings = Settings(frozenset(CODES), today(), Severities(), None, result.facts.suppressions, result.facts.files)
    tolerable = evaluate(after, CHECKS, settings).tolerable
    errors = [each for each in tolerable if each.severity == "error"]
    tolerated = baselines.of(errors, path)
    if result.baseline is not None:
        tolerated = replace(tolerated, entries=(*tolerated.entries, *result.baseline.entries))
    entries = count(len(tolerated.entries), "entry", "entries")
    line = f"\n{path}: {entries} for findings that are there already; it can only shrink.\n"
    return GoalResult(shown + line, {**found.files, path: baselines.dump(tolerated)})


def _docstring(path: Path) -> str:
    try:
        return ast.get_docstring(ast.parse(path.read_bytes())) or ""
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        # A file that is newer than this interpreter: the description is worded in another way.
        return ""
