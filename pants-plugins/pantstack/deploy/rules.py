"""The goal `deploy`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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

from pantstack.deploy import calls, files, reach
from pantstack.deploy.core import variables
from pantstack.deploy.core.asked import Asked
from pantstack.deploy.core.errors import DeployError
from pantstack.deploy.core.plan import Plan, text
from pantstack.deploy.decision import decide, planned
from pantstack.deploy.options import DeploySubsystem
from pantstack.deploy.reach import Repository
from pantstack.engine import processes


class Deploy(Goal):
    """Packages modules and brings them up."""

    subsystem_cls = DeploySubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


# Above the rule: 2.17 looks for what a rule awaits when it is declared.
async def _prepared(
    asked: Asked, selected: Iterable[Target], user: Mapping[str, str], repository: Repository
) -> tuple[Plan, calls.Packaged]:
    """The plan, and what was packaged for it."""
    decision = await decide(asked, selected, user, repository)
    if not decision.modules:
        nothing = calls.Packaged({}, (), "")
        return planned(asked, decision, repository.root, nothing, ()), nothing
    wanted = decision.modules if asked.packages else ()
    packaged = await calls.package(wanted, repository.runner, decision.environment.runs, user)
    fingerprints = await reach.fingerprints(decision.modules, repository)
    return planned(asked, decision, repository.root, packaged, fingerprints), packaged


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
    repository = Repository(root.path, options.runner, python)
    try:
        plan, packaged = await _prepared(asked, selected, user, repository)
    except DeployError as error:
        console.print_stderr(f"pants deploy: {error}")
        return Deploy(exit_code=2)
    if not plan.modules:
        console.print_stdout(f"Nothing is affected since {asked.affected_since}.")
        return Deploy(exit_code=0)
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


def rules() -> Iterable[Rule]:
    """The rules of the feature."""
    return collect_rules()
