"""The options that all features share."""

from __future__ import annotations

from pants.option.option_types import StrListOption, StrOption
from pants.option.subsystem import Subsystem


class PantstackSubsystem(Subsystem):
    """The `[pantstack]` section of pants.toml."""

    options_scope = "pantstack"
    help = "Modules with boundaries: what all features of Pantstack share."

    layers = StrListOption(
        default=[],
        help="The layers, outermost first: a module may depend on its own layer and on those after it.",
    )
    format = StrOption(
        default="text",
        help="How `pants lint` and `pants validate` report: text, json, sarif or github. All but text go to `output`.",
    )
    output = StrOption(default="-", help="The file for `format`, from the root; `-` is standard output.")
