"""The goal `new-module`."""

from __future__ import annotations

from collections.abc import Iterable

from pants.backend.python.subsystems.setup import PythonSetup
from pants.base.build_root import BuildRoot
from pants.base.specs import Specs
from pants.engine.console import Console
from pants.engine.env_vars import CompleteEnvironmentVars
from pants.engine.fs import Workspace
from pants.engine.goal import Goal
from pants.engine.rules import Rule, collect_rules, goal_rule
from pants.engine.target import RegisteredTargetTypes
from pants.option.global_options import GlobalOptions
from pants.source.source_root import SourceRootConfig

from pantstack.base.errors import UserError, UserErrors
from pantstack.declarations.pants_rules.options import PantstackSubsystem
from pantstack.pants_port import workspace
from pantstack.scaffold.pants_rules import facts, output, requests, undo, verify
from pantstack.scaffold.pants_rules.decide import decide
from pantstack.scaffold.pants_rules.options import NewModuleSubsystem, Settings
from pantstack.scaffold.reporting.result import Result


class NewModule(Goal):
    """`pants new-module --name=orders`."""

    subsystem_cls = NewModuleSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@goal_rule
async def new_module(  # noqa: PLR0913, PLR0917  Pants passes arguments by type
    console: Console,
    options: NewModuleSubsystem,
    shared: PantstackSubsystem,
    specs: Specs,
    place: Workspace,
    root: BuildRoot,
    python: PythonSetup,
    everywhere: GlobalOptions,
    source: SourceRootConfig,
    types: RegisteredTargetTypes,
    user: CompleteEnvironmentVars,
) -> NewModule:
    """Collect answers, decide, write at once or refuse."""
    if options.undo:
        return _undo(console, options, specs, place, root.path)
    try:
        if options.list_kinds:
            folders = requests.read_folders(options, specs, root.path)
            return NewModule(output.print_kinds(console, options.format, folders))
        request = requests.read_request(options, shared, specs, root.path, output.terminal(console, user))
        undo.interrupted(console, place, root.path, goal="new-module")
        await facts.check_needs(request, Settings(python, everywhere, source))
        decision = decide(request, await facts.repository(request, root.path, types))
        plan = decision.plan
        if plan is not None and options.verify:
            await verify.verify(console, plan, request.module, root.path, user)
        if plan is not None and not options.dry_run:
            workspace.write(place, root.path, plan.texts, fresh=[file.path for file in plan.created], goal="new-module")
    except (UserError, UserErrors) as error:
        return NewModule(output.print_errors(console, error, options.format))
    done = Result(request.template, decision.given, plan, is_dry=options.dry_run)
    return NewModule(output.print_result(console, options.format, done))


def _undo(console: Console, options: NewModuleSubsystem, specs: Specs, place: Workspace, root: str) -> NewModule:
    others = (specs, options.module_name, options.uses)
    return NewModule(undo.last(console, place, root, others, goal="new-module", dry_run=options.dry_run))


def rules() -> Iterable[Rule]:
    """The rules of this feature."""
    return collect_rules()
