"""`pants modules --init`: declarations for a tree that has none, and a baseline of what they find."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pantstack.base.errors import Parsed, UserError
from pantstack.base.locations import SourceLocation
from pantstack.base.session import today
from pantstack.boundaries.adoption import project_view, proposal_text
from pantstack.boundaries.adoption.model import Options
from pantstack.boundaries.checks import CHECKS
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.pants_rules.goal_result import GoalResult
from pantstack.boundaries.policy import baseline as baselines
from pantstack.boundaries.policy import selection, severities
from pantstack.boundaries.policy.evaluation import Settings, evaluate, tolerate
from pantstack.boundaries.policy.suppressions import CODES
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.run.evaluation import CheckResult
from pantstack.text.counting import count


@dataclass(frozen=True)
class Place:
    """What a proposal has to know besides what the checks found.

    Attributes:
        root: of the repository.
        source_roots: directories that imports start from, `.` for the repository's own.
        baseline: its path.
        severities: as configured, or as they will be.
        aside: folders that are left out of the proposal, as if they were not there.
    """

    root: str
    source_roots: Collection[str]
    baseline: str
    severities: Mapping[str, str] = field(default_factory=dict)
    aside: Collection[str] = ()


def proposal(result: CheckResult, options: Options, place: Place) -> Parsed[GoalResult]:
    """Propose modules and facades, with a baseline of what violates them.

    Returns:
        The proposal, or the modules of it that could not be imported.

    Raises:
        UserError: if an option is wrong.
    """
    project = result.facts.project
    packages = [path for path in project.scans if path.endswith("/__init__.py")]
    tree = project_view.tree(project, place.source_roots, docstrings(place.root, packages))
    proposed = project_view.proposal(project, project_view.without(tree, place.aside), options)
    text = proposal_text.text(proposed, project.builds)
    if not proposed.modules:
        return Parsed(GoalResult(text))
    after = project_view.proposed(project, proposed)
    return with_baseline(result, after, GoalResult(text, proposed.files), place)


def with_baseline(result: CheckResult, after: Project, proposed: GoalResult, place: Place) -> Parsed[GoalResult]:
    """Add to proposed declarations a baseline of what violates them.

    Args:
        after: the project with these declarations.

    Returns:
        Both, or the modules that could not be imported.
    """
    unreachable = selection.rootless(after.catalog, place.source_roots)
    if unreachable:
        # Their BUILD files do not exist yet.
        return Parsed(GoalResult(""), tuple(UserError(error.message, error.help) for error in unreachable))
    modules = [module.path for module in after.catalog.modules]
    weights = severities.parse(place.severities, CODES, modules, lambda key, _: SourceLocation(key, 0)).value
    settings = Settings(frozenset(CODES), today(), weights, None, result.facts.suppressions, result.facts.files)
    evaluated = evaluate(after, CHECKS, settings)
    errors = (finding for finding in evaluated.tolerable if finding.severity == "error")
    tolerated = baselines.of(errors, place.baseline)
    if result.baseline is not None:
        tolerated = replace(tolerated, entries=(*tolerated.entries, *result.baseline.entries))
    entries = count(len(tolerated.entries), "entry", "entries")
    line = f"\n{place.baseline}: {entries} for findings that are there already; it can only shrink.\n"
    left = _left(tolerate(evaluated, tolerated, after, settings).findings)
    texts = {**proposed.files, place.baseline: baselines.dump(tolerated)}
    return Parsed(GoalResult(proposed.text + line + left, texts))


def _left(findings: Collection[Finding]) -> str:
    """List what fails `pants lint ::` all the same, with what to do about each kind; empty for nothing."""
    errors = [finding for finding in findings if finding.severity == "error"]
    if not errors:
        return ""
    lines = [
        f"  {each.path}:{each.position.line}:{each.position.column} {each.code} {each.message}\n" for each in errors
    ]
    helps = dict.fromkeys(f"  {each.help}\n" for each in errors)
    return "".join(("\nNo baseline hides these: `pants lint ::` fails until they are fixed.\n", *lines, *helps))


def docstrings(root: str, paths: Collection[str]) -> dict[str, str]:
    """Read the docstrings of Python files, by path; those without one have an empty one."""
    return {path: _docstring(Path(root, path)) for path in paths}


def _docstring(path: Path) -> str:
    try:
        return ast.get_docstring(ast.parse(path.read_bytes())) or ""
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        # A file that is newer than this interpreter: the description is written without it.
        return ""
