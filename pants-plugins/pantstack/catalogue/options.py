"""The options that all features share."""

from __future__ import annotations

from pants.option.option_types import StrListOption
from pants.option.subsystem import Subsystem


class PantstackSubsystem(Subsystem):
    """The `[pantstack]` section of pants.toml."""

    options_scope = "pantstack"
    help = "Modules with boundaries: what all features of Pantstack share."

    layers = StrListOption(
        default=[],
        help="The layers, outermost first: a module may depend on its own layer and on those after it.",
    )
