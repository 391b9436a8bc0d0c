"""The options of `pants new-module`."""

from __future__ import annotations

from pants.engine.goal import GoalSubsystem
from pants.option.option_types import BoolOption, DictOption, StrOption


class NewModuleSubsystem(GoalSubsystem):
    """The goal's options."""

    name = "new-module"
    help = "Make a module that passes every check at once: its sources, tests, requirements, lockfiles and program."

    module_name = StrOption("--name", default="", help="The module's name, such as `orders`.")
    template = StrOption(default="service", help="The template to make it from.")
    description = StrOption(default="", help="What the module is for, in one sentence.")
    layer = StrOption(default="", help="The module's layer; the first of `[pantstack].layers` if left out.")
    owner = StrOption(default="", help="Who is responsible for it, such as `team-orders`.")
    answers = DictOption[str](
        "--answers", help="Answers to further questions of the template, such as `{'topic': 'returns'}`."
    )
    dry_run = BoolOption(default=False, help="Print what would be written, and write nothing.")
