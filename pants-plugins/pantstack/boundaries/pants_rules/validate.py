"""The goal `validate`: checks BUILD files, declarations and boundaries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pants.base.build_root import BuildRoot
from pants.base.specs import Specs
from pants.engine.console import Console
from pants.engine.goal import Goal, GoalSubsystem
from pants.engine.rules import Rule, collect_rules, goal_rule
from pants.engine.target import RegisteredTargetTypes
from pants.option.global_options import GlobalOptions
from pants.option.option_types import StrListOption, StrOption

from pantstack.base.errors import SUCCESS, USER_ERROR, UserError
from pantstack.boundaries.checks import pages
from pantstack.boundaries.pants_rules import calls
from pantstack.boundaries.pants_rules.options import PantstackLint, destination, run_options
from pantstack.boundaries.policy.suppressions import CODES
from pantstack.boundaries.run.render_report import render_report
from pantstack.declarations.pants_rules import build_errors
from pantstack.declarations.pants_rules.options import PantstackSubsystem
from pantstack.declarations.suggestions import suggestion
from pantstack.pants_port import files


class ValidateSubsystem(GoalSubsystem):
    """The goal's options."""

    name = "validate"
    help = (
        "Check BUILD files, the declarations of modules and their boundaries; exit 0 clean, 1 findings, 2 errors.\n\n"
        "Examples:\n"
        "  validate ::\n"
        "  validate --format=json modules/orders::\n"
        "  validate --explain=private-import\n\n"
        "Below, Pants writes each flag as --validate-NAME: on the command line it is --NAME."
    )

    format = StrOption(
        default=None, help="How to report: text, json, sarif or github; `[pantstack].format` if it is left out."
    )
    output = StrOption(
        default=None,
        help="The file for `--format`, from the root; `-` is standard output, `[pantstack].output` if it is left out.",
    )
    explain = StrListOption(
        default=[], help="Show the pages of these codes, such as private-import, and check nothing."
    )


class Validate(Goal):
    """`pants validate modules/orders::`."""

    subsystem_cls = ValidateSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@goal_rule
async def validate(  # noqa: PLR0913, PLR0917  Pants hands over by type
    console: Console,
    specs: Specs,
    own: ValidateSubsystem,
    options: PantstackLint,
    shared: PantstackSubsystem,
    everywhere: GlobalOptions,
    root: BuildRoot,
    types: RegisteredTargetTypes,
) -> Validate:
    """Check the syntax of BUILD files first: everything else needs them."""
    if own.explain:
        return _explain(console, [code.strip() for value in own.explain for code in value.split(",")])
    try:
        await build_errors.refuse_broken()
        result = await calls.check_result()
        paths = await files.selected(specs)
    except Exception as error:  # noqa: BLE001  Pants raises what it likes for a wrong BUILD file
        explained = await build_errors.explain(error, types.aliases)
        console.print_stderr("\n".join(map(str, explained.errors)))
        return Validate(USER_ERROR)
    # What changed may be nothing, or only files that are gone; what the user writes is not.
    if not paths and not specs.includes.from_change_detection:
        console.print_stderr("validate: Nothing is selected.\n  Write for example: ./pants validate modules/orders::")
        return Validate(USER_ERROR)
    to, chosen = destination(shared, own), run_options(options, shared)
    report = render_report(result, paths, chosen, to, root=root.path, color=everywhere.colors)
    # A document on standard output stays free of text for people.
    to_tool = to.format != "text" and to.output == "-"
    (console.write_stderr if to_tool else console.write_stdout)(report.text)
    return Validate(report.exit_code)


def _explain(console: Console, codes: Sequence[str]) -> Validate:
    """Show the page of each code, or which of them there is not."""
    unknown = [code for code in codes if code not in CODES]
    if unknown:
        help = suggestion(unknown[0], CODES, f"Use any of: {', '.join(CODES)}.")
        console.print_stderr(f"validate: {UserError(f'Unknown code `{unknown[0]}`.', help)}")
        return Validate(USER_ERROR)
    console.write_stdout("\n".join(map(pages.text, codes)))
    return Validate(SUCCESS)


def rules() -> Iterable[Rule]:
    """The rules of the goal."""
    return collect_rules()
