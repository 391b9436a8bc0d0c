"""The options that all features share."""

from __future__ import annotations

from pants.option.option_types import DictOption, StrListOption, StrOption
from pants.option.ranked_value import Rank
from pants.option.subsystem import Subsystem

from pantstack.declarations.configuration import Option


class PantstackSubsystem(Subsystem):
    """The `[pantstack]` section of pants.toml."""

    options_scope = "pantstack"
    help = "Modules with boundaries: what all features of Pantstack share."

    layers = StrListOption(
        default=[],
        help="The layers, outermost first: a module may depend on its own layer and on those after it.",
    )
    shared_resolves = DictOption[str](
        help="The one resolve of each module that has none of its own, by the module's name, such as"
        ' `{billing = "shared"}`: what the module uses has to be in it. It counts as it stands in pants.toml.',
    )
    format = StrOption(
        default="text",
        help="How `pants lint` and `pants validate` report: text, json, sarif or github. All but text go to `output`.",
    )
    output = StrOption(default="-", help="The file for `format`, from the root; `-` is standard output.")


def option(subsystem: Subsystem, name: str, toml: str) -> Option:
    """Find out where an option of a subsystem is set; `toml` is the text of pants.toml."""
    scope = str(subsystem.options_scope)
    rank = subsystem.options.get_rank(name)
    outside = ""
    if rank == Rank.FLAG:
        outside = f"--{scope}-{name.replace('_', '-')}"
    elif rank == Rank.ENVIRONMENT:
        outside = f"PANTS_{scope}_{name}".replace("-", "_").upper()
    return Option(scope, name, outside, toml)
