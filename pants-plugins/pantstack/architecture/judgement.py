"""The rule that judges the facts; Pants remembers it until a file changes, or the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Optional, Union

from pants.engine.rules import rule

from pantstack.architecture.checks import CHECKS, CODES
from pantstack.architecture.core import baseline as baselines
from pantstack.architecture.core import severity
from pantstack.architecture.core.baseline import Baseline
from pantstack.architecture.core.check import Judged, Settings, judge
from pantstack.architecture.core.severity import Mistake, Severities
from pantstack.architecture.gather import calls
from pantstack.architecture.gather.facts import Facts
from pantstack.architecture.options import PantstackLint
from pantstack.catalogue.core.model import Place, Problem
from pantstack.engine import files

CONFIGURATION = "pants.toml"


@dataclass(frozen=True)
class JudgeRequest:
    """Asks for everything that the checks say of the repository.

    Attributes:
        today: for comments that hold until a day.
    """

    today: date


@dataclass(frozen=True, eq=False)
class Judgement:
    """Everything that the checks say of the repository.

    Attributes:
        facts: what was judged.
        problems: mistakes in declarations or in configuration: with one, nothing was judged.
        judged: the findings.
        baseline: what is tolerated; None without one.
    """

    facts: Facts
    problems: tuple[Problem, ...] = ()
    judged: Judged = field(default_factory=lambda: Judged(()))
    baseline: Optional[Baseline] = None


@rule(desc="Check the boundaries of modules")
async def judge_facts(request: JudgeRequest, options: PantstackLint) -> Judgement:
    """Read what weighs and hides findings, then judge."""
    facts = await calls.facts()
    if facts.problems:
        return Judgement(facts, facts.problems)
    (configuration,) = await files.read(((CONFIGURATION,),))
    toml = next((each.content.decode("utf-8", "replace") for each in configuration), "")
    wrong = _no_path(options.baseline)
    if wrong:
        place = Place(CONFIGURATION, line_of_option(toml, "baseline"))
        advice = "Name a file below the root of the repository, such as pantstack-baseline.txt."
        return Judgement(
            facts, (Problem(place, f"`{options.baseline}` in [pantstack-lint].baseline {wrong}.", advice),)
        )
    (baseline_files,) = await files.read(((options.baseline,),))
    modules = [module.path for module in facts.project.catalogue.modules]
    severities = severity.parse(options.severities, CODES, modules)
    baseline = next((baselines.parse(each.content, each.path) for each in baseline_files), None)
    problems = _problems(severities, baseline, toml)
    if problems or not isinstance(severities, Severities) or isinstance(baseline, tuple):
        return Judgement(facts, problems)
    settings = Settings(frozenset(CODES), request.today, severities, baseline, facts.suppressions, facts.files)
    return Judgement(facts, (), judge(facts.project, CHECKS, settings), baseline)


def _problems(
    severities: Union[Severities, tuple[Mistake, ...]],
    baseline: Union[Baseline, tuple[Problem, ...], None],
    toml: str,
) -> tuple[Problem, ...]:
    mistakes: Iterable[Mistake] = severities if isinstance(severities, tuple) else ()
    place = Place(CONFIGURATION, line_of_option(toml, "severities"))
    found = [Problem(place, each.fact, each.advice) for each in mistakes]
    return (*found, *(baseline if isinstance(baseline, tuple) else ()))


def _no_path(path: str) -> str:
    """Why a path cannot be that of a baseline; empty where it can."""
    parts = path.split("/")
    if path.startswith("/") or any(part in ("", ".", "..") or part.startswith(".") for part in parts):
        return "is no path of a file that Pants can see"
    if any(char in path for char in "*?[]{}!\\") or not path.isprintable():
        return "has a character that paths of this kind cannot have"
    return "is a directory" if Path(path).is_dir() else ""


def line_of_option(text: str, word: str) -> int:
    """The line of an option, the first one where it is set elsewhere."""
    return next((number for number, line in enumerate(text.splitlines(), 1) if line.lstrip().startswith(word)), 1)
