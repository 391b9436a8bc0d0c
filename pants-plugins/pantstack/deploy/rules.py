"""The goal `deploy`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pants.backend.python.subsystems.setup import PythonSetup
from pants.backend.python.util_rules.interpreter_constraints import InterpreterConstraints
from pants.base.build_root import BuildRoot
from pants.engine.console import Console
from pants.engine.env_vars import CompleteEnvironmentVars
from pants.engine.fs import Workspace
from pants.engine.goal import Goal
from pants.engine.rules import Rule, collect_rules, goal_rule
from pants.engine.target import Target, UnexpandedTargets

from pantstack.catalogue.calls import catalogue
from pantstack.catalogue.rules import FoundCatalogue
from pantstack.catalogue.targets import PantstackModule
from pantstack.deploy import calls, files
from pantstack.deploy.core import request, variables
from pantstack.deploy.core.errors import DeployError
from pantstack.deploy.core.plan import Environment, Plan, text
from pantstack.deploy.options import DeploySubsystem
from pantstack.deploy.targets import DeployEnvironment, environment_of
from pantstack.engine import processes, targets


class Deploy(Goal):
    """Packages modules and brings them up."""

    subsystem_cls = DeploySubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@goal_rule
async def deploy(  # noqa: PLR0913, PLR0917 - Pants hands over by type
    console: Console,
    workspace: Workspace,
    options: DeploySubsystem,
    selected: UnexpandedTargets,
    user: CompleteEnvironmentVars,
    root: BuildRoot,
    python: PythonSetup,
) -> Deploy:
    """Decide, package, hand over to the runner."""
    asked = options.asked()
    try:
        environment, modules, known = _decided(asked, selected, await targets.declared(), await catalogue(), user)
        packaged = await calls.package(() if asked.destroy or asked.logs else modules, options.runner)
    except DeployError as error:
        console.print_stderr(f"pants deploy: {error}")
        return Deploy(exit_code=2)
    plan = Plan(
        action=asked.action,
        root=root.path,
        confirmed=asked.yes,
        environment=environment,
        modules=tuple(request.as_planned(each, known, packaged.artefacts) for each in modules),
        jobs=asked.jobs,
        events=asked.events or None,
        unlock=asked.unlock,
    )
    plan_file = files.plan_file(plan)
    missing = files.missing(root.path, (*packaged.files, plan_file))
    digest = await calls.digest_of(missing)
    process = await calls.process_for(
        InterpreterConstraints(python.interpreter_constraints),
        (str(Path(root.path, packaged.runner)), str(Path(root.path, plan_file.path))),
        variables.of_runner(user),
    )
    # Effects come last: until then Pants may start all this over.
    if missing:
        # Any write makes Pants look at the whole repository anew.
        workspace.write_digest(digest)
    # Events have the standard output to themselves.
    (console.write_stderr if plan.events == "-" else console.write_stdout)(text(plan))
    console.flush()
    (code,) = await processes.run_interactive((process,))
    return Deploy(exit_code=code)


def _decided(
    asked: request.Asked,
    selected: Iterable[Target],
    declared: Iterable[Target],
    found: FoundCatalogue,
    user: CompleteEnvironmentVars,
) -> tuple[Environment, tuple[request.Declared, ...], tuple[request.Declared, ...]]:
    environments = [environment_of(each) for each in declared if isinstance(each, DeployEnvironment)]
    environment = request.environment(asked, environments)
    if found.problems:
        raise DeployError("the declarations have mistakes.\n" + "\n".join(map(str, found.problems)))
    known = tuple(
        request.Declared(each.path, each.depends_on, each.deployables, each.infrastructure)
        for each in found.catalogue.modules
    )
    paths = [each.address.spec_path for each in selected if isinstance(each, PantstackModule)]
    modules = request.modules(paths, known, reverse=asked.destroy)
    request.check_credentials(environment, user)
    return environment, modules, known


def rules() -> Iterable[Rule]:
    """The rules of the feature."""
    return collect_rules()
