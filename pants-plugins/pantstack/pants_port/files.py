"""Files of the repository, by glob; what `pants_ignore` leaves out never appears."""

from __future__ import annotations

from pants.base.specs import Specs
from pants.engine.fs import (
    CreateDigest,
    Digest,
    DigestContents,
    FileContent,
    GlobMatchErrorBehavior,
    PathGlobs,
    Paths,
    Snapshot,
    SpecsPaths,
)

from pantstack.pants_port.generation import CALLS_BY_NAME

if CALLS_BY_NAME:
    from pants.engine.internals.specs_rules import resolve_specs_paths
    from pants.engine.intrinsics import (
        create_digest,
        digest_to_snapshot,
        get_digest_contents,
        path_globs_to_digest,
        path_globs_to_paths,
    )
    from pants.engine.rules import concurrently
else:
    from pants.engine.rules import Get, MultiGet

Globs = tuple[str, ...]


def below(folder: str, *globs: str) -> Globs:
    """Write globs below a folder; the root of the repository is the empty one, and `!` leaves files out."""
    prefix = f"{folder}/" if folder else ""
    return tuple(f"!{prefix}{glob[1:]}" if glob.startswith("!") else f"{prefix}{glob}" for glob in globs)


def _path_globs(globs: Globs) -> PathGlobs:
    return PathGlobs(globs, glob_match_error_behavior=GlobMatchErrorBehavior.ignore)


if CALLS_BY_NAME:

    async def read(requests: tuple[Globs, ...]) -> tuple[tuple[FileContent, ...], ...]:
        """Read the files that match each set of globs, sorted by path."""
        digests = await concurrently(path_globs_to_digest(_path_globs(globs)) for globs in requests)
        contents = await concurrently(get_digest_contents(digest) for digest in digests)
        return tuple(map(tuple, contents))

    async def paths(requests: tuple[Globs, ...]) -> tuple[tuple[str, ...], ...]:
        """List the paths of the files that match each set of globs, sorted; nothing is read."""
        matched = await concurrently(path_globs_to_paths(_path_globs(globs)) for globs in requests)
        return tuple(paths.files for paths in matched)

    async def digests(requests: tuple[Globs, ...]) -> tuple[Digest, ...]:
        """Digest the files that match each set of globs; a digest changes with paths and contents."""
        return await concurrently(path_globs_to_digest(_path_globs(globs)) for globs in requests)

    async def selected(specs: Specs) -> tuple[str, ...]:
        """List the paths of the files that specs select, sorted."""
        return (await resolve_specs_paths(specs)).files

    async def contents(digests: tuple[Digest, ...]) -> tuple[tuple[FileContent, ...], ...]:
        """Read the files in each digest, sorted by path."""
        contents = await concurrently(get_digest_contents(digest) for digest in digests)
        return tuple(map(tuple, contents))

    async def snapshot(content: tuple[FileContent, ...]) -> Snapshot:
        """Make a snapshot of files; nothing is written to the repository."""
        return await digest_to_snapshot(await create_digest(CreateDigest(content)))

else:

    async def read(requests: tuple[Globs, ...]) -> tuple[tuple[FileContent, ...], ...]:
        """Read the files that match each set of globs, sorted by path."""
        contents = await MultiGet(Get(DigestContents, PathGlobs, _path_globs(globs)) for globs in requests)
        return tuple(map(tuple, contents))

    async def paths(requests: tuple[Globs, ...]) -> tuple[tuple[str, ...], ...]:
        """List the paths of the files that match each set of globs, sorted; nothing is read."""
        matched = await MultiGet(Get(Paths, PathGlobs, _path_globs(globs)) for globs in requests)
        return tuple(paths.files for paths in matched)

    async def digests(requests: tuple[Globs, ...]) -> tuple[Digest, ...]:
        """Digest the files that match each set of globs; a digest changes with paths and contents."""
        return await MultiGet(Get(Digest, PathGlobs, _path_globs(globs)) for globs in requests)

    async def selected(specs: Specs) -> tuple[str, ...]:
        """List the paths of the files that specs select, sorted."""
        return (await Get(SpecsPaths, Specs, specs)).files

    async def contents(digests: tuple[Digest, ...]) -> tuple[tuple[FileContent, ...], ...]:
        """Read the files in each digest, sorted by path."""
        contents = await MultiGet(Get(DigestContents, Digest, digest) for digest in digests)
        return tuple(map(tuple, contents))

    async def snapshot(content: tuple[FileContent, ...]) -> Snapshot:
        """Make a snapshot of files; nothing is written to the repository."""
        return await Get(Snapshot, CreateDigest(content))
