"""Awaits the targets of facades."""

from __future__ import annotations

from pantstack.declarations.pants_rules.facades.owners import FacadeTargets, FacadeTargetsRequest, find_facade_targets
from pantstack.pants_port.generation import CALLS_BY_NAME

Declaration = tuple[str, str]

if CALLS_BY_NAME:
    from pants.engine.rules import concurrently, implicitly

    async def facade_targets(modules: tuple[Declaration, ...]) -> tuple[FacadeTargets, ...]:
        """Await the targets of facades, by directory and name of the targets that declare their modules."""
        return await concurrently(
            find_facade_targets(FacadeTargetsRequest(*module), **implicitly()) for module in modules
        )

else:
    from pants.engine.rules import Get, MultiGet

    async def facade_targets(modules: tuple[Declaration, ...]) -> tuple[FacadeTargets, ...]:
        """Await the targets of facades, by directory and name of the targets that declare their modules."""
        return await MultiGet(Get(FacadeTargets, FacadeTargetsRequest(*module)) for module in modules)
