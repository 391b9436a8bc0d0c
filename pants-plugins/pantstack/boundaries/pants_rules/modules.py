"""The goal `modules`: what exists and who uses whom, and what keeps the declarations true."""

from __future__ import annotations

from collections.abc import Iterable

from pants.base.build_root import BuildRoot
from pants.base.specs import Specs
from pants.engine.console import Console
from pants.engine.fs import Workspace
from pants.engine.goal import Goal, GoalSubsystem
from pants.engine.rules import Rule, collect_rules, goal_rule
from pants.option.option_types import BoolOption, IntOption, StrListOption, StrOption

from pantstack.boundaries.adoption.model import Options
from pantstack.boundaries.fixing import sync_declarations
from pantstack.boundaries.module_graph import VIEWS, project_graph
from pantstack.boundaries.pants_rules import calls, propose_modules
from pantstack.boundaries.pants_rules.evaluation import CheckResult
from pantstack.boundaries.pants_rules.goal_result import GoalResult
from pantstack.boundaries.pants_rules.options import PantstackLint
from pantstack.boundaries.policy import baseline as baselines
from pantstack.pants_port import session, targets, workspace
from pantstack.text.counting import count

DONE, REFUSED, WRONG_USAGE = 0, 1, 2


class ModulesSubsystem(GoalSubsystem):
    """The goal's options."""

    name = "modules"
    help = "Show the modules and who uses whom, keep their declarations true, or propose declarations."

    format = StrOption(default="table", help=f"How to show them, one of: {', '.join(VIEWS)}.")
    output = StrOption(default="-", help="The file to write to, from the root; `-` is standard output.")
    sync = BoolOption(default=False, help="Make `depends_on` in BUILD files say what is used, and show the diff.")
    dry_run = BoolOption(default=False, help="With --sync or --baseline: show what would be written, write nothing.")
    baseline = BoolOption(
        default=False,
        help="Write the baseline: with all findings if there is none yet; else drop those that are mended, add none.",
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


def _written(console: Console, options: ModulesSubsystem, done: GoalResult, place: Workspace, root: str) -> Modules:
    console.write_stdout(done.text)
    console.write_stderr(done.complaints)
    writes = options.write if options.init else not options.dry_run
    if done.texts and writes:
        try:
            workspace.write(place, root, done.texts)
        except workspace.WriteError as error:
            console.print_stderr(f"modules: {error}")
            return Modules(REFUSED)
        console.print_stdout(f"Wrote {', '.join(sorted(done.texts))}.")
    elif done.texts:
        how = "--write" if options.init else "leave out --dry-run"
        console.print_stdout(f"Nothing was written; to write it: {how}.")
    return Modules(done.exit_code)


@goal_rule
async def modules(  # noqa: PLR0913, PLR0917  Pants hands over by type
    console: Console,
    options: ModulesSubsystem,
    lint: PantstackLint,
    given: Specs,
    place: Workspace,
    root: BuildRoot,
) -> Modules:
    """Gather, decide, show or write."""
    mistake = _mistake(options, given)
    if mistake:
        console.print_stderr(f"modules: {mistake}")
        return Modules(WRONG_USAGE)
    result = await calls.check_result()
    if result.errors:
        console.print_stderr("\n".join(map(str, result.errors)))
        return Modules(WRONG_USAGE)
    if options.init:
        wanted = Options(options.depth or None, tuple(options.under))
        done = propose_modules.proposal(result, await targets.source_roots(), root.path, wanted, lint.baseline)
    elif options.sync:
        done = _synced(result)
    elif options.baseline:
        done = _tolerated(result, lint.baseline)
    else:
        return _shown(console, options, result, root.path)
    return _written(console, options, done, place, root.path)


def _mistake(options: ModulesSubsystem, given: Specs) -> str:
    asked = [name for name, value in _ACTIONS.items() if getattr(options, value)]
    mistakes = (
        (bool(given), "takes no targets: it is about the whole repository.\nWrite: ./pants modules"),
        (len(asked) > 1, f"{' and '.join(asked)} exclude each other.\nLeave one of them out."),
        (options.format not in VIEWS, f"`{options.format}` is no format.\nUse one of: {', '.join(VIEWS)}."),
        (options.write and not options.init, "--write belongs to --init.\nAdd --init, or leave it out."),
        (options.write and options.dry_run, "--write and --dry-run exclude each other.\nLeave one of them out."),
        (
            bool(options.under or options.depth) and not options.init,
            "--under and --depth belong to --init.\nAdd --init, or leave them out.",
        ),
        (options.depth < 0, "--depth counts levels.\nWrite 1 or more, or leave it out."),
    )
    return next((text for wrong, text in mistakes if wrong), "")


_ACTIONS = {"--init": "init", "--sync": "sync", "--baseline": "baseline"}


def _shown(console: Console, options: ModulesSubsystem, result: CheckResult, root: str) -> Modules:
    text = VIEWS[options.format](project_graph.graph(result.facts.project, result.evaluated.findings))
    if options.output == "-":
        console.write_stdout(text)
        return Modules(DONE)
    try:
        session.deliver(text, options.output, root)
    except OSError as error:
        console.print_stderr(
            f"modules: `{options.output}` cannot be written: {error.strerror}.\nName a file that can be."
        )
        return Modules(WRONG_USAGE)
    console.print_stdout(f"Wrote {options.output}.")
    return Modules(DONE)


def _synced(result: CheckResult) -> GoalResult:
    planned = sync_declarations.plan_project(result.facts.project)
    text = sync_declarations.diff(planned.changes)
    if not text and not planned.refused:
        text = "Every depends_on says what is used.\n"
    complaints = "".join(f"{each}\n" for each in planned.refused)
    written = {change.path: change.after for change in planned.changes}
    return GoalResult(text, written, complaints, REFUSED if planned.refused else DONE)


def _tolerated(result: CheckResult, path: str) -> GoalResult:
    found = result.evaluated.tolerable
    files = result.facts.files
    old = result.baseline
    errors = tuple(each for each in found if each.severity == "error")
    new = baselines.of(errors, path) if old is None else baselines.shrink(old, found, files)
    before = 0 if old is None else len(old.entries)
    changed = old is None or new != old
    text = (
        f"{path}: {count(len(new.entries), 'entry', 'entries')}, {before} before.\n"
        if changed
        else f"{path}: nothing to change.\n"
    )
    left = () if old is None else baselines.apply(found, new, files).kept
    complaints = ""
    if any(each.severity == "error" for each in left):
        complaints = (
            "modules: there are findings that the baseline does not have, and it only shrinks.\n"
            "Mend them: `./pants lint ::` shows them. Or say at the line why not: # pantstack: ignore[code] reason\n"
        )
    return GoalResult(text, {path: baselines.dump(new)} if changed else {}, complaints, REFUSED if complaints else DONE)


def rules() -> Iterable[Rule]:
    """The rules of the goal."""
    return collect_rules()
