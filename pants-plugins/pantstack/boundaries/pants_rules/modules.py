"""The goal `modules`: shows modules and their uses, and keeps their declarations true."""

from __future__ import annotations

from collections.abc import Iterable

from pants.base.build_root import BuildRoot
from pants.base.specs import RawSpecs, Specs
from pants.engine.console import Console
from pants.engine.fs import Workspace
from pants.engine.goal import Goal, GoalSubsystem
from pants.engine.rules import Rule, collect_rules, goal_rule
from pants.engine.target import RegisteredTargetTypes
from pants.option.option_types import BoolOption, IntOption, StrListOption, StrOption

from pantstack.base import session
from pantstack.base.errors import FAILURE, SUCCESS, USER_ERROR, UserError, UserErrors
from pantstack.boundaries.adoption.model import Options
from pantstack.boundaries.fixing import sync_declarations
from pantstack.boundaries.module_graph import VIEWS, project_graph
from pantstack.boundaries.pants_rules import calls, preconditions, propose_modules
from pantstack.boundaries.pants_rules.facade_locks import calls as lock_calls
from pantstack.boundaries.pants_rules.facade_locks import lock_facades
from pantstack.boundaries.pants_rules.goal_result import GoalResult
from pantstack.boundaries.pants_rules.options import PantstackLint
from pantstack.boundaries.policy import baseline as baselines
from pantstack.boundaries.run.evaluation import CheckResult
from pantstack.declarations import requested
from pantstack.declarations.pants_rules import selections
from pantstack.declarations.requested import Requested
from pantstack.pants_port import targets, workspace
from pantstack.text.counting import count


class ModulesSubsystem(GoalSubsystem):
    """The goal's options."""

    name = "modules"
    help = (
        "Show the modules and who uses whom, keep their declarations true, or propose declarations.\n\n"
        "Examples:\n"
        "  modules\n"
        "  modules --format=html --output=dist/modules.html\n"
        "  modules --sync --dry-run\n"
        "  modules --baseline\n"
        "  modules --lock-facades modules/orders\n\n"
        "Below, Pants writes each flag as --modules-NAME: on the command line it is --NAME."
    )

    format = StrOption(default="table", help=f"How to show them, one of: {', '.join(VIEWS)}; text is the table.")
    output = StrOption(default="-", help="The file to write to, from the root; `-` is standard output.")
    sync = BoolOption(
        default=False,
        help="Make `depends_on` and `consumer_resolves()` in BUILD files say what is used, and show the diff.",
    )
    dry_run = BoolOption(
        default=False, help="With --sync, --baseline or --lock-facades: show what would be written, write nothing."
    )
    baseline = BoolOption(
        default=False,
        help="Write the baseline: with all findings if there is none yet; else drop those that are fixed, add none.",
    )
    lock_facades = BoolOption(
        default=False,
        help="Write the locks of the facades of these modules, without any of those that have one: only what breaks"
        " nobody.",
    )
    accept_breaking = BoolOption(
        default=False, help="With --lock-facades: write what breaks those who use a facade, too."
    )
    init = BoolOption(default=False, help="Propose modules and facades for a tree that declares none.")
    write = BoolOption(default=False, help="With --init: write the proposal, and a baseline of what is left.")
    under = StrListOption(
        default=[], help="With --init: the directories whose children become modules, such as src/acme."
    )
    depth = IntOption(
        default=0,
        help="With --init: how many levels below --under, else below each source root, modules are; 0 finds out.",
    )


class Modules(Goal):
    """`pants modules`."""

    subsystem_cls = ModulesSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@goal_rule
async def modules(  # noqa: PLR0913, PLR0917  Pants hands over by type
    console: Console,
    options: ModulesSubsystem,
    lint: PantstackLint,
    specs: Specs,
    types: RegisteredTargetTypes,
    files: Workspace,
    root: BuildRoot,
) -> Modules:
    """Check the repository, then show its modules, or write what keeps their declarations true."""
    try:
        _check_usage(options, specs)
        result = await calls.valid_check_result(types.aliases)
        _check_declared(options, has_modules=bool(result.facts.project.catalog.modules))
        if options.init:
            chosen = Options(options.depth or None, tuple(options.under))
            place = propose_modules.Place(root.path, await targets.source_roots(), lint.baseline)
            proposal = propose_modules.proposal(result, chosen, place)
            if proposal.errors:
                console.print_stderr("\n".join(f"modules: {error}" for error in proposal.errors))
                return Modules(USER_ERROR)
            done = proposal.value
        elif options.sync:
            done = _sync(result)
        elif options.lock_facades:
            chosen_modules = lock_facades.choose(result.facts.project, _selected(specs.includes))
            definitions = await lock_calls.definitions(chosen_modules)
            accept = options.accept_breaking
            done = lock_facades.lock(result.facts.project, chosen_modules, definitions, accept_breaking=accept)
        elif options.baseline:
            done = _update_baseline(result, lint.baseline)
        else:
            return _show(console, options, result, specs.includes, root.path)
    except UserErrors as several:
        console.print_stderr("\n".join(map(str, several.errors)))
        return Modules(USER_ERROR)
    except UserError as error:
        console.print_stderr(f"modules: {error}")
        return Modules(USER_ERROR)
    return _write(console, options, done, files, root.path)


def _actions(options: ModulesSubsystem) -> list[str]:
    names = ("init", "sync", "baseline", "lock_facades")
    return [f"--{name.replace('_', '-')}" for name in names if getattr(options, name)]


def _selected(specs: RawSpecs) -> tuple[Requested, ...]:
    return (*selections.folders(specs), *selections.files(specs))


def _check_declared(options: ModulesSubsystem, *, has_modules: bool) -> None:
    for flag in _actions(options):
        error = None if flag == "--init" else preconditions.to_write_declarations(flag, has_modules=has_modules)
        if error:
            raise error


def _check_usage(options: ModulesSubsystem, specs: Specs) -> None:
    actions = _actions(options)
    mistakes = (
        (
            bool(specs and set(actions) - {"--lock-facades"}),
            f"Modules have no meaning with {' and '.join(actions)}: it is about the whole repository.",
            "Leave them out.",
        ),
        (len(actions) > 1, f"{' and '.join(actions)} exclude each other.", "Leave one of them out."),
        (_view(options) not in VIEWS, f"Unknown format `{options.format}`.", f"Use one of: {', '.join(VIEWS)}."),
        (options.write and not options.init, "--write belongs to --init.", "Add --init, or leave it out."),
        (
            options.accept_breaking and not options.lock_facades,
            "--accept-breaking belongs to --lock-facades.",
            "Add --lock-facades, or leave it out.",
        ),
        (options.write and options.dry_run, "--write and --dry-run exclude each other.", "Leave one of them out."),
        (
            bool(options.under or options.depth) and not options.init,
            "--under and --depth belong to --init.",
            "Add --init, or leave them out.",
        ),
        (options.depth < 0, "--depth cannot be negative.", "Write 1 or more, or leave it out."),
    )
    for wrong, message, help in mistakes:
        if wrong:
            raise UserError(message, help)


def _view(options: ModulesSubsystem) -> str:
    """Return the view; the form for people has its name in every goal."""
    return "table" if options.format == "text" else options.format


def _show(console: Console, options: ModulesSubsystem, result: CheckResult, specs: RawSpecs, root: str) -> Modules:
    graph = project_graph.graph(result.facts.project, result.evaluated.findings)
    selected = _selected(specs)
    if selected:
        graph = graph.part(requested.chosen(selected, [node.path for node in graph.modules]))
    text = VIEWS[_view(options)](graph)
    if options.output == "-":
        console.write_stdout(text)
    else:
        session.deliver(text, options.output, root)
        console.print_stdout(f"Wrote {options.output}.")
    return Modules(SUCCESS)


def _sync(result: CheckResult) -> GoalResult:
    planned = sync_declarations.plan_project(result.facts.project)
    text = sync_declarations.diff(planned.changes)
    if not text and not planned.refused:
        text = "Every depends_on and every list of consumer_resolves matches what is used.\n"
    files = {change.path: change.after for change in planned.changes}
    return GoalResult(text, files, "".join(f"{error}\n" for error in planned.refused))


def _update_baseline(result: CheckResult, path: str) -> GoalResult:
    findings, moves, old = result.evaluated.tolerable, result.moves(result.history), result.baseline
    if old is None:
        new = baselines.of((finding for finding in findings if finding.severity == "error"), path)
        text = f"{path}: {count(len(new.entries), 'entry', 'entries')}, 0 before.\n"
        return GoalResult(text, {path: baselines.dump(new)})
    new = baselines.shrink(old, findings, moves)
    kept = baselines.apply(findings, new, moves).kept
    complaint = ""
    if any(finding.severity == "error" for finding in kept):
        complaint = (
            "modules: New findings are not added to the baseline.\n"
            "  Fix them (`./pants lint ::` shows them), or suppress them inline: # pantstack: ignore[code] reason\n"
        )
    if new == old:
        return GoalResult(f"{path}: nothing to change.\n", {}, complaint)
    text = f"{path}: {count(len(new.entries), 'entry', 'entries')}, {len(old.entries)} before.\n"
    return GoalResult(text, {path: baselines.dump(new)}, complaint)


def _write(console: Console, options: ModulesSubsystem, done: GoalResult, files: Workspace, root: str) -> Modules:
    console.write_stdout(done.text)
    console.write_stderr(done.complaints)
    writes = options.write if options.init else not options.dry_run
    if done.files and writes:
        try:
            workspace.write(files, root, done.files)
        except UserError as error:
            console.print_stderr(f"modules: {error}")
            return Modules(FAILURE)
        console.print_stdout(f"Wrote {', '.join(sorted(done.files))}.")
    elif done.files:
        how = "--write" if options.init else "leave out --dry-run"
        console.print_stdout(f"Nothing was written; to write it: {how}.")
    return Modules(FAILURE if done.complaints else SUCCESS)


def rules() -> Iterable[Rule]:
    """The rules of the goal."""
    return collect_rules()
