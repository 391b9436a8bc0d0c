"""The goal `rename-module`."""

from __future__ import annotations

from collections.abc import Iterable

from pants.base.build_root import BuildRoot
from pants.base.specs import Specs
from pants.engine.console import Console
from pants.engine.fs import Workspace
from pants.engine.goal import Goal
from pants.engine.rules import Rule, collect_rules, goal_rule
from pants.engine.target import RegisteredTargetTypes

from pantstack.base.errors import UserError, UserErrors
from pantstack.boundaries.pants_rules.options import PantstackLint
from pantstack.buildfiles.globs import parents
from pantstack.declarations.module_resolves import ResolveKinds
from pantstack.pants_port import workspace
from pantstack.pants_port.errors_output import print_errors
from pantstack.relocate.model import Relocation
from pantstack.relocate.pants_rules import on_disk, output, repository
from pantstack.relocate.pants_rules.options import RenameModuleSubsystem
from pantstack.relocate.pants_rules.repository import Repository
from pantstack.relocate.rename import plan, target
from pantstack.relocate.rename.records import Render, renderer
from pantstack.scaffold import load_templates
from pantstack.scaffold.pants_rules import undo
from pantstack.scaffold.pants_rules.options import NewModuleSubsystem

_GOAL = "rename-module"
_USAGE = "./pants rename-module modules/orders --to=purchases"


class RenameModule(Goal):
    """`pants rename-module modules/orders --to=purchases`."""

    subsystem_cls = RenameModuleSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@goal_rule
async def rename_module(  # noqa: PLR0913, PLR0917  Pants passes arguments by type
    console: Console,
    options: RenameModuleSubsystem,
    lint: PantstackLint,
    specs: Specs,
    place: Workspace,
    root: BuildRoot,
    types: RegisteredTargetTypes,
    kinds: ResolveKinds,
    templates: NewModuleSubsystem,
) -> RenameModule:
    """Plan what moves with a module, write at once or refuse."""
    if options.undo:
        others = (specs, options.to, options.keep_stacks)
        return RenameModule(undo.last(console, place, root.path, others, goal=_GOAL, dry_run=options.dry_run))
    try:
        to = _new_name(options)
        undo.interrupted(console, place, root.path, goal=_GOAL)
        known = await repository.read(root.path, specs, lint, types, _USAGE)
        made = renderer(load_templates.folders(root.path, templates.templates_folder))
        new, relocation = _plan(known, to, kinds, made, keep_stacks=options.keep_stacks)
        if not options.dry_run:
            _write(place, known, relocation)
    except (UserError, UserErrors) as error:
        return RenameModule(print_errors(console, _GOAL, error))
    _print(console, known, new, relocation, dry_run=options.dry_run)
    return RenameModule(0)


def _new_name(options: RenameModuleSubsystem) -> str:
    name = options.to.strip()
    if not name:
        raise UserError("The new name is missing.", f"Write: {_USAGE}")
    return name


def _plan(
    known: Repository, to: str, kinds: ResolveKinds, made: Render, *, keep_stacks: bool
) -> tuple[str, Relocation]:
    """Return the new path, and what is written.

    Raises:
        UserErrors: with everything that cannot be rewritten for certain.
        ActionFailed: if something is in the way.
    """
    module = known.module
    reserved = frozenset(name for kind in load_templates.names() for name in load_templates.load(kind).reserved_names)
    new = target.find(module, to, reserved)
    target.refuse_taken(known.project, module, new, [*known.files.paths, *on_disk.no_folder(known.root, new)])
    links = workspace.outside(known.root, [new, *(folder for folder in parents(new) if folder)])
    if links:
        raise UserError(f"`{links[0]}` is a link out of the repository.", "Replace it by a folder.")
    keeps = keep_stacks or bool(known.deployments)
    renaming = plan.make_renaming(module, new, known.tree, kinds.kinds, keeps_stacks=keeps)
    return new, plan.plan(known.project, known.tree, module, renaming, made)


def _write(place: Workspace, known: Repository, relocation: Relocation) -> None:
    """Write everything at once.

    Raises:
        ActionFailed: if that cannot be done; nothing is written then.
    """
    moved = {new: old for old, new in relocation.moves.items()}
    workspace.write(
        place,
        known.root,
        relocation.texts,
        fresh=[path for path in moved if path not in known.files.paths],
        programs=[new for new, old in moved.items() if old in known.files.programs],
        removed=relocation.removed,
        goal=_GOAL,
    )
    on_disk.clear_caches(known.root, [] if known.module.is_file else [known.module.path])


def _print(console: Console, known: Repository, new: str, relocation: Relocation, *, dry_run: bool) -> None:
    if dry_run:
        output.print_diff(console, known, relocation)
    console.print_stdout(f"{'Would rename' if dry_run else 'Renamed'} the module {known.module.path} to {new}.")
    if not dry_run:
        output.print_edits(console, relocation)
    if known.deployments and known.module.name != new.rpartition("/")[2]:
        _print_deployed(console, known, new)
    output.print_rest(console, known, relocation, "renamed")
    if not dry_run:
        folder = new if not known.module.is_file else new.rpartition("/")[0]
        output.print_next(console, [f"./pants lint check test {folder}::"])


def _print_deployed(console: Console, known: Repository, new: str) -> None:
    project = known.module.project
    where = ", ".join(f"{each.environment} ({each.what})" for each in known.deployments)
    command = f"./pants deploy {new} --env={known.deployments[0].environment}"
    console.print_stdout(
        f"It is deployed to {where}: its stacks keep the name {project}, by `deployed_as` in {new}/BUILD, so that the"
        f" next deploy replaces what runs: {command}"
    )


def rules() -> Iterable[Rule]:
    """The rules of this feature."""
    return collect_rules()
