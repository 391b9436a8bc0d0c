"""The options of `pants rename-module` and `pants remove-module`."""

from __future__ import annotations

from pants.engine.goal import GoalSubsystem
from pants.option.option_types import BoolOption, StrOption

_DRY_RUN = "Print what would change, as a diff, and write nothing."

_UNDO = "Put back everything as it was before the last run of a goal that writes modules."


class RenameModuleSubsystem(GoalSubsystem):
    """The options of `rename-module`."""

    name = "rename-module"
    help = (
        "Rename a module, or move it to another folder, with everything that names it: imports and strings that are"
        " imported, BUILD files, resolves with their requirements and lockfiles, the baseline, registers and links.\n\n"
        "Examples:\n"
        "  rename-module modules/orders --to=purchases\n"
        "  rename-module modules/money --to=stack/libs/money --dry-run\n\n"
        "What cannot be rewritten for certain is refused with its place; what still has the old name afterwards is"
        " listed.\n\n"
        "Below, Pants writes each flag as --rename-module-NAME: on the command line it is --NAME."
    )

    to = StrOption(default="", help="The new name, such as `purchases`, or the new path, such as `libs/purchases`.")
    keep_stacks = BoolOption(
        default=False,
        help="Keep the name of its stacks: for a module that is deployed where this work tree does not know of it. One"
        " that is known to be deployed keeps it anyway.",
    )
    dry_run = BoolOption(default=False, help=_DRY_RUN)
    undo = BoolOption(default=False, help=_UNDO)


class RemoveModuleSubsystem(GoalSubsystem):
    """The options of `remove-module`."""

    name = "remove-module"
    help = (
        "Remove a module that nobody depends on, with what the repository has because of it: its resolves with their"
        " requirements and lockfiles, its place in others' lists of consumers, in the baseline and in registers.\n\n"
        "Examples:\n"
        "  remove-module modules/orders\n"
        "  remove-module modules/orders --dry-run\n\n"
        "While another module depends on it, or it is deployed, nothing is removed, and all that is in the way is"
        " listed.\n\n"
        "Below, Pants writes each flag as --remove-module-NAME: on the command line it is --NAME."
    )

    dry_run = BoolOption(default=False, help=_DRY_RUN)
    undo = BoolOption(default=False, help=_UNDO)
