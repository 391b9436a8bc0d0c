"""Targets as BUILD files declare them, and the source roots of the repository."""

from __future__ import annotations

from pants.engine.target import (
    AllUnexpandedTargets,
    SourcesField,
    SourcesPaths,
    SourcesPathsRequest,
    Target,
)
from pants.source.source_root import AllSourceRoots

from pantstack.engine.generation import CALLS_BY_NAME

if CALLS_BY_NAME:
    from pants.engine.internals.graph import find_all_unexpanded_targets, resolve_source_paths
    from pants.engine.rules import concurrently, implicitly
    from pants.source.source_root import all_roots
else:
    from pants.engine.rules import Get, MultiGet


if CALLS_BY_NAME:

    async def declared() -> tuple[Target, ...]:
        """Every target; a generator stands beside what it generates."""
        return tuple(await find_all_unexpanded_targets(**implicitly()))

    async def source_paths(fields: tuple[SourcesField, ...]) -> tuple[tuple[str, ...], ...]:
        """The paths of the files that each sources field matches."""
        found = await concurrently(resolve_source_paths(SourcesPathsRequest(field), **implicitly()) for field in fields)
        return tuple(each.files for each in found)

    async def source_roots() -> tuple[str, ...]:
        """The paths of all source roots; the repository's own is `.`."""
        return tuple(root.path for root in await all_roots(**implicitly()))

else:

    async def declared() -> tuple[Target, ...]:
        """Every target; a generator stands beside what it generates."""
        return tuple(await Get(AllUnexpandedTargets))

    async def source_paths(fields: tuple[SourcesField, ...]) -> tuple[tuple[str, ...], ...]:
        """The paths of the files that each sources field matches."""
        found = await MultiGet(Get(SourcesPaths, SourcesPathsRequest(field)) for field in fields)
        return tuple(each.files for each in found)

    async def source_roots() -> tuple[str, ...]:
        """The paths of all source roots; the repository's own is `.`."""
        return tuple(root.path for root in await Get(AllSourceRoots))
