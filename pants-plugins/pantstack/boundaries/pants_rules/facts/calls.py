"""Awaits the facts of the repository."""

from __future__ import annotations

from pantstack.boundaries.pants_rules.facts.rules import FactsRequest, gather_facts
from pantstack.boundaries.run.facts import Facts
from pantstack.pants_port.generation import CALLS_BY_NAME

if CALLS_BY_NAME:
    from pants.engine.rules import implicitly

    async def facts() -> Facts:
        """Await the facts of the repository; remembered until a file changes."""
        return await gather_facts(FactsRequest(), **implicitly())

else:
    from pants.engine.rules import Get

    async def facts() -> Facts:
        """Await the facts of the repository; remembered until a file changes."""
        return await Get(Facts, FactsRequest())
