"""Awaits what is declared in the repository."""

from __future__ import annotations

from pantstack.boundaries.pants_rules.gathering.rules import GatheringRequest, gather_declarations
from pantstack.boundaries.run.facts import Gathering
from pantstack.pants_port.generation import CALLS_BY_NAME

if CALLS_BY_NAME:
    from pants.engine.rules import implicitly

    async def gathering() -> Gathering:
        """Await what is declared in the repository; remembered until a declaration changes."""
        return await gather_declarations(GatheringRequest(), **implicitly())

else:
    from pants.engine.rules import Get

    async def gathering() -> Gathering:
        """Await what is declared in the repository; remembered until a declaration changes."""
        return await Get(Gathering, GatheringRequest())
