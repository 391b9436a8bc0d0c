"""The traits of this machine."""

from __future__ import annotations

from typing import Final

from pantstack.deploy.platforms.model import Traits

DESCRIPTION: Final = "processes or containers of this machine"
TRAITS: Final = Traits(on_this_machine=True, refreshes=True)
