"""The goal `deploy`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from pants.backend.python.subsystems.setup import PythonSetup
from pants.base.build_root import BuildRoot
from pants.base.specs import Specs
from pants.core.goals.lint import LintSubsystem
from pants.core.goals.test import TestSubsystem
from pants.core.util_rules.environments import EnvironmentsSubsystem
from pants.engine.console import Console
from pants.engine.env_vars import CompleteEnvironmentVars
from pants.engine.fs import Workspace
from pants.engine.goal import Goal
from pants.engine.internals.session import SessionValues
from pants.engine.rules import Rule, collect_rules, goal_rule
from pants.engine.target import RegisteredTargetTypes
from pants.engine.unions import UnionMembership
from pants.option.global_options import GlobalOptions

from pantstack.base.errors import SUCCESS, UserError, UserErrors
from pantstack.deploy.contract.requests import GATES_WANTED, Request, UpRequest
from pantstack.deploy.pants_rules import gates, module_inputs, packaging, run_runner
from pantstack.deploy.pants_rules.module_inputs import Repository
from pantstack.deploy.pants_rules.options import DeploySubsystem
from pantstack.deploy.pants_rules.resolve_request import ResolvedRequest, build_request, resolve_request
from pantstack.deploy.planning.deploy_options import DeployOptions
from pantstack.pants_port.tool_results import Tools


class Deploy(Goal):
    """Packages modules and deploys them."""

    subsystem_cls = DeploySubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


# Above the rule: 2.17 looks for what a rule awaits when it is declared.
async def _run_gates(resolved: ResolvedRequest, tools: Tools) -> tuple[str, ...]:
    """Run the gates of the environment; all of them passed."""
    environment = resolved.environment
    return await gates.run_gates(resolved.modules, environment.gates, environment.name, resolved.catalog, tools)


async def _prepare(
    options: DeployOptions, resolved: ResolvedRequest, user: Mapping[str, str], repository: Repository, tools: Tools
) -> tuple[Request, packaging.Packaged]:
    """Run gates, package, and build the request for the runner."""
    # About what this work tree does not package, the runner decides.
    passed = await _run_gates(resolved, tools) if options.action == "up" and options.packages else ()
    modules = resolved.modules if options.packages else ()
    packaged = await packaging.package(modules, repository.runner, resolved.environment.runs, user)
    fingerprints = await module_inputs.fingerprints(resolved.modules, repository)
    return build_request(options, resolved, packaged, fingerprints, passed), packaged


async def _deploy(
    options: DeployOptions, specs: Specs, effects: run_runner.SideEffects, repository: Repository, tools: Tools
) -> int:
    """Resolve the command line, run gates, package, run the runner; return its exit code."""
    resolved = await resolve_request(options, specs, effects.user, repository)
    if options.affected_since and not resolved.modules:
        effects.console.print_stdout(f"Nothing is affected since {options.affected_since}.")
        return SUCCESS
    context = resolved.context(repository.root)
    request, packaged = await _prepare(options, resolved, effects.user, repository, tools)
    code = await run_runner.run_runner(context, request, packaged, effects, repository)
    if code == GATES_WANTED and isinstance(request, UpRequest):
        request = dataclasses.replace(request, gates=await _run_gates(resolved, tools))
        code = await run_runner.run_runner(context, request, packaged, effects, repository)
    return code


def _refuse_elsewhere(environments: EnvironmentsSubsystem, everywhere: GlobalOptions) -> None:
    if environments.remote_execution_used_globally(everywhere):
        raise UserError(
            "`remote_execution` is on for every process, but Docker and what a deploy starts are on this machine.",
            "Name in [environments-preview.names] what may run elsewhere; everything else then stays here.",
        )


@goal_rule
async def deploy(  # noqa: PLR0913, PLR0917 - Pants passes arguments by type
    console: Console,
    workspace: Workspace,
    subsystem: DeploySubsystem,
    specs: Specs,
    session: SessionValues,
    root: BuildRoot,
    python: PythonSetup,
    types: RegisteredTargetTypes,
    unions: UnionMembership,
    lint: LintSubsystem,
    test: TestSubsystem,
    environments: EnvironmentsSubsystem,
    everywhere: GlobalOptions,
) -> Deploy:
    """Deploy, or report why not."""
    options = subsystem.deploy_options()
    repository = Repository(root.path, subsystem.runner, python, frozenset(types.aliases))
    tools = Tools(unions, lint.batch_size, test.batch_size)
    # The environment variables of this machine, wherever processes run.
    effects = run_runner.SideEffects(console, workspace, session[CompleteEnvironmentVars])
    try:
        _refuse_elsewhere(environments, everywhere)
        code = await _deploy(options, specs, effects, repository, tools)
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
