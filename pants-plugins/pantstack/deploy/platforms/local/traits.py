"""The traits of this machine."""

from __future__ import annotations

from typing import Final

from pantstack.deploy.platforms.model import Traits

TRAITS: Final = Traits(on_this_machine=True, refreshes=True)
