"""The goal `deploy`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from pants.backend.python.subsystems.setup import PythonSetup
from pants.base.build_root import BuildRoot
from pants.core.goals.lint import LintSubsystem
from pants.core.goals.test import TestSubsystem
from pants.engine.console import Console
from pants.engine.env_vars import CompleteEnvironmentVars
from pants.engine.fs import Workspace
from pants.engine.goal import Goal
from pants.engine.rules import Rule, collect_rules, goal_rule
from pants.engine.target import UnexpandedTargets
from pants.engine.unions import UnionMembership

from pantstack.deploy.contract.requests import GATES_WANTED, Request, UpRequest
from pantstack.deploy.deploy_options import Asked
from pantstack.deploy.pants_rules import gates, module_inputs, packaging, run_runner
from pantstack.deploy.pants_rules.module_inputs import Repository
from pantstack.deploy.pants_rules.options import DeploySubsystem
from pantstack.deploy.pants_rules.resolve_request import Decision, build_request, decide
from pantstack.errors import UserError, UserErrors
from pantstack.pants_port.tool_results import Tools


class Deploy(Goal):
    """Packages modules and brings them up."""

    subsystem_cls = DeploySubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


# Above the rule: 2.17 looks for what a rule awaits when it is declared.
async def _judged(decision: Decision, tools: Tools) -> tuple[str, ...]:
    """The gates of the environment, all of which are green."""
    wanted, name = decision.environment.gates, decision.environment.name
    return await gates.run_gates(decision.modules, wanted, name, decision.catalog, tools)


async def _prepared(
    asked: Asked, decision: Decision, user: Mapping[str, str], repository: Repository, tools: Tools
) -> tuple[Request, packaging.Packaged]:
    """The request for the runner, and what was packaged for it."""
    # What this work tree does not build, the runner asks about.
    green = await _judged(decision, tools) if asked.action == "up" and asked.packages else ()
    wanted = decision.modules if asked.packages else ()
    packaged = await packaging.package(wanted, repository.runner, decision.environment.runs, user)
    fingerprints = await module_inputs.fingerprints(decision.modules, repository)
    return build_request(asked, decision, packaged, fingerprints, green), packaged


@goal_rule
async def deploy(  # noqa: PLR0913, PLR0917 - Pants hands over by type
    console: Console,
    workspace: Workspace,
    options: DeploySubsystem,
    selected: UnexpandedTargets,
    user: CompleteEnvironmentVars,
    root: BuildRoot,
    python: PythonSetup,
    unions: UnionMembership,
    lint: LintSubsystem,
    test: TestSubsystem,
) -> Deploy:
    """Decide, judge, package, hand over to the runner."""
    asked = options.asked()
    repository = Repository(root.path, options.runner, python)
    tools = Tools(unions, lint.batch_size, test.batch_size)
    hands = run_runner.Hands(console, workspace)
    try:
        decision = await decide(asked, selected, user, repository)
        if not decision.modules:
            console.print_stdout(f"Nothing is affected since {asked.affected_since}.")
            return Deploy(exit_code=0)
        context = decision.context(root.path)
        request, packaged = await _prepared(asked, decision, user, repository, tools)
        code = await run_runner.carried_out(context, request, packaged, hands, user, repository)
        if code == GATES_WANTED and isinstance(request, UpRequest):
            request = dataclasses.replace(request, gates=await _judged(decision, tools))
            code = await run_runner.carried_out(context, request, packaged, hands, user, repository)
    except (UserError, UserErrors) as error:
        errors = error.errors if isinstance(error, UserErrors) else (error,)
        console.print_stderr("pants deploy: " + "\n".join(map(_two_lines, errors)))
        return Deploy(exit_code=errors[0].exit_code)
    return Deploy(exit_code=code)


def _two_lines(error: UserError) -> str:
    place = f"{error.location} " if error.location.path else ""
    return f"{place}{error.message}\n{error.help}"


def rules() -> Iterable[Rule]:
    """The rules of the feature."""
    return collect_rules()
