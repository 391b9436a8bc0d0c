"""The rule that reads a lockfile; Pants remembers its result until the file changes."""

from __future__ import annotations

from dataclasses import dataclass

from pants.engine.rules import rule

from pantstack.boundaries.locks.lockfile import Lockfile, parse
from pantstack.pants_port import files


@dataclass(frozen=True)
class LockfileRequest:
    """A request for what a lockfile holds; its path may match nothing."""

    path: str


@dataclass(frozen=True, eq=False)
class LockfileResult:
    """What a lockfile holds."""

    value: Lockfile


@rule(desc="Read a lockfile")
async def read_lockfile(request: LockfileRequest) -> LockfileResult:
    """Read one lockfile, so that an edit reads one again."""
    (found,) = await files.read(((request.path,),))
    return LockfileResult(next((parse(file.content.decode("utf-8", "replace")) for file in found), Lockfile()))
