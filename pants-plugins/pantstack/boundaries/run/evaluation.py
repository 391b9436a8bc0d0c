"""Evaluate the findings of a repository."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Callable, Optional

from pantstack.base.errors import Parsed, UserError
from pantstack.base.garbage import no_collections
from pantstack.base.locations import SourceLocation
from pantstack.boundaries.checks import CHECKS
from pantstack.boundaries.policy import baseline as baselines
from pantstack.boundaries.policy import severities
from pantstack.boundaries.policy.baseline import Baseline
from pantstack.boundaries.policy.evaluation import EvaluatedFindings, Settings, evaluate, moves, tolerate
from pantstack.boundaries.policy.moves import History, Moves
from pantstack.boundaries.policy.suppressions import CODES
from pantstack.boundaries.run import history
from pantstack.boundaries.run.facts import Facts
from pantstack.boundaries.run.options import RunOptions
from pantstack.declarations.configuration import Option


@dataclass(frozen=True, eq=False)
class CheckResult:
    """Everything that the checks find in the repository.

    Attributes:
        errors: in declarations or configuration: with one, nothing was checked.
        settings: None where nothing was checked.
        history: what git knows of the time when the baseline was written, where that matters.
    """

    facts: Facts
    errors: tuple[UserError, ...] = ()
    evaluated: EvaluatedFindings = field(default_factory=lambda: EvaluatedFindings(()))
    settings: Optional[Settings] = None
    history: Optional[History] = None

    @property
    def baseline(self) -> Optional[Baseline]:
        """What is tolerated; None without a baseline."""
        return None if self.settings is None else self.settings.baseline

    def moves(self, history: Optional[History]) -> Moves:
        """Return what may have moved, given what git knows."""
        return moves(self.facts.project, self.facts.files, history)


def path_error(options: RunOptions, toml: str) -> tuple[UserError, ...]:
    """Report a path that no baseline can have; with it, nothing is read there.

    Args:
        toml: the text of pants.toml.
    """
    wrong = _path_error(options.baseline)
    if not wrong:
        return ()
    error = UserError(
        f"`{options.baseline}` in [pantstack-lint].baseline {wrong}.",
        "Name a file below the root of the repository, such as pantstack-baseline.txt.",
        options.option("baseline", toml).location(),
    )
    return (error,)


def check(facts: Facts, options: RunOptions, baseline: Optional[bytes], toml: str, today: date) -> CheckResult:
    """Read severities and baseline, then run the checks over facts without errors.

    Args:
        baseline: the content of its file; None where there is none.
        toml: the text of pants.toml.
    """
    modules = [module.path for module in facts.project.catalog.modules]
    places = _locations(options.option("severities", toml))
    weights = severities.parse(options.severities, CODES, modules, places)
    tolerated: Parsed[Optional[Baseline]] = Parsed(None)
    if baseline is not None:
        tolerated = baselines.parse(baseline, options.baseline)
    errors = (*weights.errors, *tolerated.errors)
    if errors:
        return CheckResult(facts, errors)
    settings = Settings(frozenset(CODES), today, weights.value, tolerated.value, facts.suppressions, facts.files)
    with no_collections():
        return CheckResult(facts, (), evaluate(facts.project, CHECKS, settings), settings)


def with_history(result: CheckResult, root: str) -> CheckResult:
    """Ask git, which lies outside of what is remembered, about entries that hide nothing where they say."""
    settings, baseline = result.settings, result.baseline
    if settings is None or baseline is None or not result.evaluated.stale:
        return result
    known = history.since(root, history.last_commit(root, baseline.path))
    evaluated = tolerate(result.evaluated, baseline, result.facts.project, settings, known)
    return replace(result, evaluated=evaluated, history=known)


def _locations(severities: Option) -> Callable[[str, str], SourceLocation]:
    """Find where a severity is set: a flag adds to what pants.toml has."""
    raw = severities.written()
    known = raw if isinstance(raw, dict) else {}

    def locate(key: str, level: str) -> SourceLocation:
        return severities.location(key, written=key in known and known[key] == level)

    return locate


def _path_error(path: str) -> str:
    """Say why a path cannot be that of a baseline; empty where it can."""
    parts = path.split("/")
    if path.startswith("/") or any(part in ("", ".", "..") or part.startswith(".") for part in parts):
        return "is not a path of a file that Pants can see"
    if any(char in path for char in "*?[]{}!\\") or not path.isprintable():
        return "has a character that paths of this kind cannot have"
    return "is a directory" if Path(path).is_dir() else ""
