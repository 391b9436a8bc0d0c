"""Awaits lockfiles."""

from __future__ import annotations

from pantstack.boundaries.pants_rules.locks.rules import LockfileRequest, LockfileResult, read_lockfile
from pantstack.pants_port.generation import CALLS_BY_NAME

if CALLS_BY_NAME:
    from pants.engine.rules import concurrently, implicitly

    async def lockfiles(paths: tuple[str, ...]) -> tuple[LockfileResult, ...]:
        """Read lockfiles; each is remembered until it changes."""
        return await concurrently(read_lockfile(LockfileRequest(path), **implicitly()) for path in paths)

else:
    from pants.engine.rules import Get, MultiGet

    async def lockfiles(paths: tuple[str, ...]) -> tuple[LockfileResult, ...]:
        """Read lockfiles; each is remembered until it changes."""
        return await MultiGet(Get(LockfileResult, LockfileRequest(path)) for path in paths)
