"""Files of the repository, by glob; what `pants_ignore` leaves out never appears."""

from __future__ import annotations

from pants.engine.fs import DigestContents, FileContent, GlobMatchErrorBehavior, PathGlobs, Paths

from pantstack.engine.generation import CALLS_BY_NAME

if CALLS_BY_NAME:
    from pants.engine.intrinsics import get_digest_contents, path_globs_to_digest, path_globs_to_paths
    from pants.engine.rules import concurrently
else:
    from pants.engine.rules import Get, MultiGet

Globs = tuple[str, ...]


def _path_globs(globs: Globs) -> PathGlobs:
    return PathGlobs(globs, glob_match_error_behavior=GlobMatchErrorBehavior.ignore)


if CALLS_BY_NAME:

    async def read(requests: tuple[Globs, ...]) -> tuple[tuple[FileContent, ...], ...]:
        """The files that match each set of globs, sorted by path."""
        digests = await concurrently(path_globs_to_digest(_path_globs(globs)) for globs in requests)
        contents = await concurrently(get_digest_contents(digest) for digest in digests)
        return tuple(tuple(each) for each in contents)

    async def paths(requests: tuple[Globs, ...]) -> tuple[tuple[str, ...], ...]:
        """The paths of the files that match each set of globs, sorted; nothing is read."""
        found = await concurrently(path_globs_to_paths(_path_globs(globs)) for globs in requests)
        return tuple(each.files for each in found)

else:

    async def read(requests: tuple[Globs, ...]) -> tuple[tuple[FileContent, ...], ...]:
        """The files that match each set of globs, sorted by path."""
        contents = await MultiGet(Get(DigestContents, PathGlobs, _path_globs(globs)) for globs in requests)
        return tuple(tuple(each) for each in contents)

    async def paths(requests: tuple[Globs, ...]) -> tuple[tuple[str, ...], ...]:
        """The paths of the files that match each set of globs, sorted; nothing is read."""
        found = await MultiGet(Get(Paths, PathGlobs, _path_globs(globs)) for globs in requests)
        return tuple(each.files for each in found)
