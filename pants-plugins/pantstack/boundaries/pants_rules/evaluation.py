"""The rule that checks the repository; Pants remembers its result until a file changes, or the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pants.engine.rules import rule

from pantstack.boundaries.pants_rules.facts import calls
from pantstack.boundaries.pants_rules.options import PantstackLint, run_options
from pantstack.boundaries.run import evaluation
from pantstack.boundaries.run.evaluation import CheckResult
from pantstack.declarations.configuration import FILE
from pantstack.declarations.pants_rules.options import PantstackSubsystem
from pantstack.pants_port import files


@dataclass(frozen=True)
class CheckRequest:
    """A request for everything that the checks find in the repository."""

    today: date


@rule(desc="Check the boundaries of modules")
async def check_repository(request: CheckRequest, own: PantstackLint, shared: PantstackSubsystem) -> CheckResult:
    """Read severities and baseline, then run the checks."""
    facts, options = await calls.facts(), run_options(own, shared)
    if facts.errors:
        return CheckResult(facts, facts.errors)
    (configuration,) = await files.read(((FILE,),))
    toml = next((file.content.decode("utf-8", "replace") for file in configuration), "")
    errors = evaluation.path_error(options, toml)
    if errors:
        return CheckResult(facts, errors)
    (baselines,) = await files.read(((options.baseline,),))
    baseline = next((file.content for file in baselines), None)
    return evaluation.check(facts, options, baseline, toml, request.today)
