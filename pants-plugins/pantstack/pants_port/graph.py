"""The graph of targets: which target owns a file, and what a target needs."""

from __future__ import annotations

from pants.engine.addresses import Address
from pants.engine.internals.graph import Owners, OwnersRequest
from pants.engine.target import Target, TransitiveTargets, TransitiveTargetsRequest

from pantstack.pants_port.generation import CALLS_BY_NAME

if CALLS_BY_NAME:
    from pants.engine.internals.graph import find_owners, transitive_targets
    from pants.engine.rules import concurrently, implicitly
else:
    from pants.engine.rules import Get, MultiGet

Roots = tuple[Address, ...]


def _request(files: tuple[str, ...]) -> OwnersRequest:
    return OwnersRequest(files, match_if_owning_build_file_included_in_sources=True)


if CALLS_BY_NAME:

    async def owners(files: tuple[str, ...]) -> frozenset[Address]:
        """Find the targets that own files: by their globs where a file is gone, and all of a BUILD file."""
        return frozenset(await find_owners(_request(files), **implicitly()))

    async def closures(groups: tuple[Roots, ...]) -> tuple[frozenset[Target], ...]:
        """Collect each group's targets, given by addresses, with everything that they depend on."""
        closures = await concurrently(
            transitive_targets(TransitiveTargetsRequest(group), **implicitly()) for group in groups
        )
        return tuple(frozenset(targets.closure) for targets in closures)

else:

    async def owners(files: tuple[str, ...]) -> frozenset[Address]:
        """Find the targets that own files: by their globs where a file is gone, and all of a BUILD file."""
        return frozenset(await Get(Owners, OwnersRequest, _request(files)))

    async def closures(groups: tuple[Roots, ...]) -> tuple[frozenset[Target], ...]:
        """Collect each group's targets, given by addresses, with everything that they depend on."""
        closures = await MultiGet(Get(TransitiveTargets, TransitiveTargetsRequest(group)) for group in groups)
        return tuple(frozenset(targets.closure) for targets in closures)
