"""The goal `update-module`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pants.base.build_root import BuildRoot
from pants.base.specs import Specs
from pants.engine.console import Console
from pants.engine.fs import Workspace
from pants.engine.goal import Goal
from pants.engine.rules import Rule, collect_rules, goal_rule
from pants.engine.target import RegisteredTargetTypes

from pantstack.base.errors import FAILURE, SUCCESS, ActionFailed, UserError, UserErrors
from pantstack.pants_port import workspace
from pantstack.pants_port.errors_output import print_errors
from pantstack.scaffold import load_templates
from pantstack.scaffold.pants_rules import adopted, recorded, undo
from pantstack.scaffold.pants_rules.options import NewModuleSubsystem
from pantstack.scaffold.pants_rules.update_options import UpdateModuleSubsystem, UpdateRequest, read_request
from pantstack.scaffold.updating import plan, record_json, report
from pantstack.scaffold.updating.compare import accepted, unresolved
from pantstack.scaffold.updating.plan import ModuleUpdate
from pantstack.scaffold.write_plan import SETTINGS
from pantstack.text.counting import count

GOAL = "update-module"


class UpdateModule(Goal):
    """`pants update-module modules/orders`."""

    subsystem_cls = UpdateModuleSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@goal_rule
async def update_module(  # noqa: PLR0913, PLR0917  Pants passes arguments by type
    console: Console,
    options: UpdateModuleSubsystem,
    templates: NewModuleSubsystem,
    specs: Specs,
    place: Workspace,
    root: BuildRoot,
    types: RegisteredTargetTypes,
) -> UpdateModule:
    """Compare the selected modules with their templates, then show, record or merge the differences."""
    if options.undo:
        return UpdateModule(undo.last(console, place, root.path, (specs,), goal=GOAL, dry_run=options.dry_run))
    try:
        request = read_request(options, has_specs=bool(specs))
        undo.interrupted(console, place, root.path, goal=GOAL)
        folders = load_templates.folders(root.path, templates.templates_folder)
        modules = await recorded.selected(specs, root.path, adopted=bool(request.kind))
        if request.kind:
            records = await adopted.records(modules, request, folders, types)
        else:
            records = tuple(recorded.records(root.path, modules).values())
        updates = recorded.compared(root.path, records, folders, request.answers)
        if request.check:
            return UpdateModule(_check(console, updates, request))
        if request.accept:
            return UpdateModule(_accept(console, updates, request, place, root.path))
        return UpdateModule(_update(console, updates, request, place, root.path))
    except (UserError, UserErrors) as error:
        return UpdateModule(print_errors(console, GOAL, error))


def _check(console: Console, updates: Sequence[ModuleUpdate], request: UpdateRequest) -> int:
    """Show what differs, and return the exit code."""
    if request.format == "json":
        console.write_stdout(report.document(updates))
    else:
        console.write_stdout(report.differences(updates) + report.summary(updates))
    return SUCCESS if all(update.is_clean for update in updates) else FAILURE


def _accept(
    console: Console, updates: Sequence[ModuleUpdate], request: UpdateRequest, place: Workspace, root: str
) -> int:
    """Record what the modules changed."""
    half = [path for update in updates for path in unresolved(update.compared)]
    if half:
        raise ActionFailed(
            f"Nothing was recorded: {', '.join(half)}: conflict markers.", "Resolve the conflicts first."
        )
    new = {update.old.path: accepted(update.old, update.compared, request.reason) for update in updates}
    before = recorded.read(root, list(new))
    texts = {path: record_json.dump(each) for path, each in new.items()}
    texts = {path: text for path, text in texts.items() if before.get(path) != text}
    for path, each in new.items():
        what = "nothing to record" if path not in texts else count(len(each.deviations), "deviation")
        console.print_stdout(f"{path}: {what}.")
    if texts and not request.dry_run:
        workspace.write(place, root, texts, [path for path in texts if path not in before], goal=GOAL)
    return SUCCESS


def _update(
    console: Console, updates: Sequence[ModuleUpdate], request: UpdateRequest, place: Workspace, root: str
) -> int:
    """Write what the templates changed, or refuse."""
    if request.dry_run:
        console.write_stdout(report.differences(updates))
    conflicts = plan.conflicts(updates, markers=request.markers)
    if conflicts:
        listed = "; ".join(f"{each.path} ({each.reason})" for each in conflicts)
        help = "Resolve them there first" if request.markers else "Write conflict markers: --conflicts=markers"
        raise ActionFailed(f"Nothing was written, since there are conflicts: {listed}.", f"{help}.")
    before = recorded.read(root, [SETTINGS, *(update.old.path for update in updates)])
    writes = plan.writes(updates, before, before.get(SETTINGS, ""))
    console.write_stdout(report.written(updates, dry_run=request.dry_run))
    if not request.dry_run:
        workspace.write(place, root, writes.texts, writes.fresh, removed=writes.removed, goal=GOAL)
        console.write_stdout(report.next_steps(updates))
    return SUCCESS


def rules() -> Iterable[Rule]:
    """The rules of this feature."""
    return collect_rules()
