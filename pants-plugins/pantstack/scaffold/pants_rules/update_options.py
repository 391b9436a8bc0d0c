"""The options of `pants update-module`."""

from __future__ import annotations

from dataclasses import dataclass

from pants.engine.goal import GoalSubsystem
from pants.option.option_types import BoolOption, DictOption, StrOption

from pantstack.base.errors import UserError, UserErrors
from pantstack.declarations.suggestions import suggestion
from pantstack.scaffold import answers
from pantstack.scaffold.pants_rules.options import UNDO
from pantstack.scaffold.updating.plan import CONFLICTS
from pantstack.scaffold.updating.report import FORMATS


class UpdateModuleSubsystem(GoalSubsystem):
    """The goal's options."""

    name = "update-module"
    help = (
        "Merge what a template changed since a module was made from it, or compare modules with their templates.\n\n"
        "Examples:\n"
        "  update-module modules/orders\n"
        "  update-module --dry-run modules/orders\n"
        "  update-module --check ::\n"
        '  update-module --accept --reason="our own logic" modules/orders\n'
        "  update-module --accept --kind=service modules/orders\n"
        "  update-module --undo\n\n"
        "Below, Pants writes each flag as --update-module-NAME: on the command line it is --NAME."
    )

    check = BoolOption(
        default=False,
        help="Compare with what the templates make today, write nothing, and exit with 1 if something differs that is"
        " not recorded as a deviation.",
    )
    dry_run = BoolOption(default=False, help="Show what would be written, and write nothing.")
    accept = BoolOption(default=False, help="Record what the modules changed as deviations: it differs on purpose.")
    reason = StrOption(default="", help="With --accept: why, and these files may have any content from now on.")
    kind = StrOption(default="", help="With --accept: the kind of a module without a record, which it gets.")
    answers = DictOption[str](
        "--answers", help="Answers that replace the recorded ones, such as `{'owner': 'team-x'}`."
    )
    conflicts = StrOption(
        default=CONFLICTS[0],
        help="What to do where both changed the same lines: refuse, or write conflict markers.",
    )
    format = StrOption(default=FORMATS[0], help=f"With --check: how to show it, one of: {', '.join(FORMATS)}.")
    undo = BoolOption(default=False, help=UNDO)


@dataclass(frozen=True)
class UpdateRequest:
    """What the options ask for, valid."""

    check: bool
    dry_run: bool
    accept: bool
    reason: str
    kind: str
    answers: dict[str, str]
    markers: bool
    format: str


def read_request(options: UpdateModuleSubsystem, *, has_specs: bool) -> UpdateRequest:
    """Check all options.

    Raises:
        UserErrors: with every error.
    """
    errors = []
    texts = {"reason": options.reason, **options.answers}
    errors += [error for key, text in texts.items() for error in answers.text_errors(key, text)]
    for option, value, known in (("conflicts", options.conflicts, CONFLICTS), ("format", options.format, FORMATS)):
        if value not in known:
            errors.append(
                UserError(f"Unknown --{option} `{value}`.", suggestion(value, known, f"Use: {', '.join(known)}."))
            )
    modes = [f"--{name}" for name in ("check", "accept") if getattr(options, name)]
    if len(modes) > 1:
        errors.append(UserError(f"{' and '.join(modes)} exclude each other.", "Leave one of them out."))
    for name in ("reason", "kind"):
        if getattr(options, name) and not options.accept:
            errors.append(UserError(f"--{name} needs --accept.", "Add it, or leave this out."))
    if options.format != FORMATS[0] and not options.check:
        errors.append(UserError("--format needs --check.", "Add it, or leave this out."))
    if not has_specs:
        errors.append(UserError("No module is named.", "Write: ./pants update-module modules/orders, or :: for all."))
    if errors:
        raise UserErrors(tuple(errors))
    return UpdateRequest(
        options.check,
        options.dry_run,
        options.accept,
        options.reason.strip(),
        options.kind,
        dict(options.answers),
        options.conflicts == CONFLICTS[1],
        options.format,
    )
