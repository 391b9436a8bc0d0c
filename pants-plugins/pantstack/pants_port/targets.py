"""Targets as BUILD files declare them, and the source roots of the repository."""

from __future__ import annotations

from collections.abc import Iterable

from pants.base.specs import RawSpecs, RecursiveGlobSpec, Specs
from pants.engine.fs import GlobMatchErrorBehavior
from pants.engine.target import (
    AllUnexpandedTargets,
    SourcesField,
    SourcesPaths,
    SourcesPathsRequest,
    Target,
    Targets,
    UnexpandedTargets,
)
from pants.source.source_root import AllSourceRoots

from pantstack.pants_port.generation import CALLS_BY_NAME

if CALLS_BY_NAME:
    from pants.engine.internals.graph import (
        find_all_unexpanded_targets,
        resolve_source_paths,
        resolve_targets,
        resolve_unexpanded_targets,
    )
    from pants.engine.rules import concurrently, implicitly
    from pants.source.source_root import all_roots
else:
    from pants.engine.rules import Get, MultiGet

_ORIGIN = "the modules to check"


def _all_below(folder: str) -> Specs:
    """Write `FOLDER::` as specs that ignore the user's filters."""
    below = RawSpecs(
        recursive_globs=(RecursiveGlobSpec(folder),),
        description_of_origin=_ORIGIN,
        unmatched_glob_behavior=GlobMatchErrorBehavior.ignore,
    )
    return Specs(below, RawSpecs(description_of_origin=_ORIGIN))


def names(targets: Iterable[Target]) -> dict[str, frozenset[str]]:
    """Collect the names of targets by folder."""
    found: dict[str, set[str]] = {}
    for target in targets:
        found.setdefault(target.address.spec_path, set()).add(target.address.target_name)
    return {folder: frozenset(group) for folder, group in found.items()}


if CALLS_BY_NAME:

    async def declared() -> tuple[Target, ...]:
        """List every target, generators beside what they generate."""
        return tuple(await find_all_unexpanded_targets(**implicitly()))

    async def selected(specs: Specs) -> tuple[Target, ...]:
        """List the targets that the command line selects, generators in place of what they generate."""
        return tuple(await resolve_unexpanded_targets(**implicitly({specs: Specs})))

    async def below(folders: tuple[str, ...]) -> tuple[tuple[Target, ...], ...]:
        """List the targets below each folder, generated ones in place of their generators."""
        targets = await concurrently(resolve_targets(**implicitly({_all_below(folder): Specs})) for folder in folders)
        return tuple(map(tuple, targets))

    async def source_paths(fields: tuple[SourcesField, ...]) -> tuple[tuple[str, ...], ...]:
        """List the paths of the files that each sources field matches."""
        paths = await concurrently(resolve_source_paths(SourcesPathsRequest(field), **implicitly()) for field in fields)
        return tuple(group.files for group in paths)

    async def source_roots() -> tuple[str, ...]:
        """List the paths of all source roots; the repository's own is `.`."""
        return tuple(root.path for root in await all_roots(**implicitly()))

else:

    async def declared() -> tuple[Target, ...]:
        """List every target, generators beside what they generate."""
        return tuple(await Get(AllUnexpandedTargets))

    async def selected(specs: Specs) -> tuple[Target, ...]:
        """List the targets that the command line selects, generators in place of what they generate."""
        return tuple(await Get(UnexpandedTargets, Specs, specs))

    async def below(folders: tuple[str, ...]) -> tuple[tuple[Target, ...], ...]:
        """List the targets below each folder, generated ones in place of their generators."""
        targets = await MultiGet(Get(Targets, Specs, _all_below(folder)) for folder in folders)
        return tuple(map(tuple, targets))

    async def source_paths(fields: tuple[SourcesField, ...]) -> tuple[tuple[str, ...], ...]:
        """List the paths of the files that each sources field matches."""
        paths = await MultiGet(Get(SourcesPaths, SourcesPathsRequest(field)) for field in fields)
        return tuple(group.files for group in paths)

    async def source_roots() -> tuple[str, ...]:
        """List the paths of all source roots; the repository's own is `.`."""
        return tuple(root.path for root in await Get(AllSourceRoots))
