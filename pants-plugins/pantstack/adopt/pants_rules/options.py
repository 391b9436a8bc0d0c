"""The options of `pants adopt`."""

from __future__ import annotations

from pants.engine.goal import GoalSubsystem
from pants.option.option_types import BoolOption, IntOption, StrListOption, StrOption

from pantstack.adopt.choose_source import AUTO, SOURCES
from pantstack.adopt.model import BOUNDARIES, DEPLOY, SCAFFOLD, STAGES
from pantstack.base.errors import UserError


class AdoptSubsystem(GoalSubsystem):
    """The goal's options."""

    name = "adopt"
    help = "Adopt Pantstack in this repository: show what would be written, and write it on request."

    stage = StrListOption(
        default=[],
        help=(
            "What to adopt, any of: boundaries (modules, facades, a baseline of what violates them; the default),"
            " scaffold (what `pants new-module` needs), deploy (what `pants deploy` needs; it includes scaffold)."
        ),
    )
    source = StrOption(
        default=AUTO,
        help=f"Where modules are declared already, one of: {', '.join(SOURCES)}; with none of them they are guessed.",
    )
    under = StrListOption(default=[], help="The directories whose children become modules, such as src/acme.")
    depth = IntOption(
        default=0, help="How many levels below --under, else below each source root, modules are; 0 finds out."
    )
    write = BoolOption(default=False, help="Write it.")


def stages(options: AdoptSubsystem, *, has_specs: bool) -> tuple[str, ...]:
    """Return the requested stages, in order.

    Raises:
        UserError: where an option is wrong.
    """
    requested = [name.strip() for value in options.stage for name in value.split(",")] or [BOUNDARIES]
    unknown = next((name for name in requested if name not in STAGES), None)
    mistakes = (
        (has_specs, "Targets have no meaning here: it is about the whole repository.", "Write: pants adopt"),
        (unknown is not None, f"Unknown stage `{unknown}`.", f"Use any of: {', '.join(STAGES)}."),
        (options.source not in SOURCES, f"Unknown source `{options.source}`.", f"Use one of: {', '.join(SOURCES)}."),
        (options.depth < 0, "--depth cannot be negative.", "Write 1 or more, or leave it out."),
    )
    for wrong, message, help in mistakes:
        if wrong:
            raise UserError(message, help)
    if DEPLOY in requested:
        requested.append(SCAFFOLD)
    return tuple(name for name in STAGES if name in requested)
