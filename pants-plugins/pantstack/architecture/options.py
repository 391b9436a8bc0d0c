"""The options of the checker."""

from __future__ import annotations

from pants.option.option_types import SkipOption
from pants.option.subsystem import Subsystem


class PantstackLint(Subsystem):
    """The `[pantstack-lint]` section of pants.toml."""

    options_scope = "pantstack-lint"
    name = "pantstack"
    help = "The checker of module boundaries."

    skip = SkipOption("lint")
