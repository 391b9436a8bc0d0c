"""The options of `pants new-module`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from pants.backend.python.subsystems.setup import PythonSetup
from pants.engine.goal import GoalSubsystem
from pants.option.global_options import GlobalOptions
from pants.option.option_types import BoolOption, DictOption, IntOption, StrListOption, StrOption
from pants.source.source_root import SourceRootConfig

from pantstack.scaffold import load_templates, needs

UNDO: Final = (
    "Undo the last run of new-module, update-module, rename-module or remove-module on this machine: it puts back every"
    " file, unless one was edited since."
)


def help_text() -> str:
    """Write the help of the goal, with the kinds that there are."""
    listed = "\n".join(f"  {name:<14} {description}" for name, description in load_templates.descriptions().items())
    return (
        "Make a module that passes every check at once: its sources, tests, requirements, lockfiles and program.\n\n"
        "Examples:\n"
        "  new-module --name=billing\n"
        "  new-module --name=billing --uses=orders,inventory\n"
        "  new-module --name=billing --owner=team-billing --dry-run\n"
        "  new-module --list\n"
        "  new-module --undo\n\n"
        f"Kinds, for --kind:\n{listed}\n\n"
        "Below, Pants writes each flag as --new-module-NAME: on the command line it is --NAME."
    )


class NewModuleSubsystem(GoalSubsystem):
    """The goal's options."""

    name = "new-module"
    help = help_text()

    module_name = StrOption("--name", default="", help="The module's name, such as `orders`.")
    kind = StrOption(default="", help="What is made; `service` if left out.")
    description = StrOption(default="", help="What the module is for, in one sentence.")
    layer = StrOption(default="", help="The module's layer; the first of `[pantstack].layers` if left out.")
    # Names start with an @, by which Pants would read a file.
    owner = StrOption(default="", fromfile=False, help="Who is responsible for it, such as `@team-orders`.")
    port = IntOption(default=0, help="Where it listens in development; the next free one if left out.")
    resolve = StrOption(
        default="",
        help="One resolve that the module shares with others, instead of several of its own; one that is not there is"
        " made.",
    )
    uses = StrListOption(
        default=[],
        help="The modules that it uses, such as `--uses=orders,inventory`: it depends on them, has their clients, and"
        " what it needs of them is in its resolves.",
    )
    answers = DictOption[str](
        "--answers", help="Answers to further questions of the kind, such as `{'topic': 'returns'}`."
    )
    list_kinds = BoolOption("--list", default=False, help="Print the kinds, their questions and where each comes from.")
    format = StrOption(default="text", help="How the result is printed: text, or json for programs.")
    answers_file = StrOption(
        default="",
        help='A JSON file of answers, for programs: `{"name": "billing", "uses": ["orders"]}`; flags win over it.',
    )
    templates_folder = StrOption(
        default=load_templates.OWN,
        advanced=True,
        help="The folder of the repository's own templates: one of a shipped kind's name overrides its files and keys,"
        " another is a kind of its own.",
    )
    dry_run = BoolOption(default=False, help="Print what would be written, and write nothing.")
    verify = BoolOption(
        default=False,
        help="Write nothing unless the module passes lint, check, test and package in a copy of the repository.",
    )
    undo = BoolOption(default=False, help=UNDO)


@dataclass(frozen=True)
class Settings:
    """The settings of Pants that a template may need."""

    python: PythonSetup
    everywhere: GlobalOptions
    source: SourceRootConfig

    def present(self, module: str) -> dict[str, tuple[str, ...]]:
        """Return what is set, by kind of need.

        Args:
            module: the path of the new module.
        """
        has_resolves = self.python.enable_resolves
        matcher = self.source.get_pattern_matcher()
        folders = (PurePath(module), *PurePath(module).parents)
        roots = [str(folder) for folder in folders if matcher.matches_root_patterns(folder)]
        return {
            "backends": tuple(self.everywhere.backend_packages),
            "settings": ("[python].enable_resolves",) if has_resolves else (),
            "resolves": tuple(self.python.resolves) if has_resolves else (),
            "source_roots": (needs.nearest_root(module, roots),),
        }
