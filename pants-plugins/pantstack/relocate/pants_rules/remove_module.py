"""The goal `remove-module`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pants.base.build_root import BuildRoot
from pants.base.specs import Specs
from pants.engine.console import Console
from pants.engine.fs import Workspace
from pants.engine.goal import Goal
from pants.engine.rules import Rule, collect_rules, goal_rule
from pants.engine.target import RegisteredTargetTypes

from pantstack.base.errors import ActionFailed, UserError, UserErrors
from pantstack.base.locations import SourceLocation
from pantstack.boundaries.pants_rules.options import PantstackLint
from pantstack.declarations.module_resolves import ResolveKinds
from pantstack.pants_port import workspace
from pantstack.pants_port.errors_output import print_errors
from pantstack.relocate.pants_rules import on_disk, output, repository
from pantstack.relocate.pants_rules.options import RemoveModuleSubsystem
from pantstack.relocate.pants_rules.repository import Repository
from pantstack.relocate.remove import dependents, last_user, plan
from pantstack.scaffold.pants_rules import undo
from pantstack.text.counting import count

_GOAL: Final = "remove-module"
_USAGE: Final = "./pants remove-module modules/orders"


class RemoveModule(Goal):
    """`pants remove-module modules/orders`."""

    subsystem_cls = RemoveModuleSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@goal_rule
async def remove_module(  # noqa: PLR0913, PLR0917  Pants passes arguments by type
    console: Console,
    options: RemoveModuleSubsystem,
    lint: PantstackLint,
    specs: Specs,
    place: Workspace,
    root: BuildRoot,
    types: RegisteredTargetTypes,
    kinds: ResolveKinds,
) -> RemoveModule:
    """Plan what goes with a module, write at once or refuse."""
    if options.undo:
        return RemoveModule(undo.last(console, place, root.path, (specs,), goal=_GOAL, dry_run=options.dry_run))
    try:
        undo.interrupted(console, place, root.path, goal=_GOAL)
        known = await repository.read(root.path, specs, lint, types, _USAGE)
        _refuse_needed(known)
        shared = last_user.resolve_of(known.tree, known.module, known.project.builds)
        relocation = plan.plan(known.tree, known.module, kinds.kinds, shared)
        if not options.dry_run:
            workspace.write(place, known.root, relocation.texts, removed=relocation.removed, goal=_GOAL)
            on_disk.clear_caches(known.root, known.module.folders)
    except (UserError, UserErrors) as error:
        return RemoveModule(print_errors(console, _GOAL, error))
    if options.dry_run:
        output.print_diff(console, known, relocation)
    files = count(len(relocation.removed), "file")
    verb = "Would remove" if options.dry_run else "Removed"
    console.print_stdout(f"{verb} the module {known.module.path}: {files}.")
    if not options.dry_run:
        output.print_edits(console, relocation)
    output.print_rest(console, known, relocation, "removed")
    if not options.dry_run:
        output.print_next(console, ["./pants lint ::"])
    return RemoveModule(0)


def _refuse_needed(known: Repository) -> None:
    """Refuse while somebody depends on the module, or it is deployed.

    Raises:
        UserErrors: with everything in the way.
    """
    path = known.module.path
    errors: list[UserError] = [
        ActionFailed(
            f"This {each.what}, so `{path}` cannot be removed.",
            "Remove that first.",
            SourceLocation(each.path, each.position.line),
        )
        for each in dependents.find(known.project, known.module)
    ]
    errors += [
        ActionFailed(
            f"`{path}` is deployed to {each.environment}: {each.what}.",
            f"Take it down while its program is there: ./pants deploy {path} --env={each.environment} --destroy",
        )
        for each in known.deployments
    ]
    if errors:
        raise UserErrors(tuple(errors))


def rules() -> Iterable[Rule]:
    """The rules of this feature."""
    return collect_rules()
