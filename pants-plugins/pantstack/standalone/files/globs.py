"""Matches the paths of a repository as Pants' globs do."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from pantstack.standalone.files.ignored import Ignored, whole_path

_PLAIN: Final = re.compile(r"[^*?\[\\{]*")


@lru_cache(maxsize=4096)
def _ignored(globs: tuple[str, ...]) -> Ignored:
    return Ignored(globs)


@lru_cache(maxsize=4096)
def expression(glob: str) -> re.Pattern[str]:
    """Compile a glob over whole paths."""
    parts = [part for part in glob.split("/") if part not in ("", ".")]
    try:
        return re.compile(whole_path(parts), re.DOTALL)
    except re.error:
        return re.compile(re.escape(glob))


class Paths:
    """The paths of all files, sorted."""

    def __init__(self, paths: Iterable[str]) -> None:
        """Sort paths by their parts, so that a directory's are next to each other."""
        self.all: Sequence[str] = sorted(paths)

    def matching(self, globs: Iterable[str], directory: str = "") -> tuple[str, ...]:
        """List the paths that globs relative to a directory match, sorted; those with `!` leave files out."""
        prefix = f"{directory}/" if directory else ""
        globs, start = tuple(globs), len(prefix)
        # Below a directory, what leaves files out begins there; in the root it may be anywhere, as in .gitignore.
        leading = "/" if directory else ""
        ignored = _ignored(tuple(f"{leading}{glob[1:]}" for glob in globs if glob.startswith("!")))
        found: set[str] = set()
        for glob in globs:
            if not glob.startswith("!"):
                matches = expression(glob).fullmatch
                found.update(path for path in self._around(prefix, glob) if matches(path, start))
        return tuple(sorted(path for path in found if not ignored.has_or_folder(path[start:])))

    def below(self, folder: str) -> Sequence[str]:
        """List the paths below a folder; all for the root."""
        return self._starting(f"{folder}/" if folder else "")

    def _around(self, prefix: str, glob: str) -> Sequence[str]:
        """List the paths that begin as a glob below a directory does."""
        plain = _PLAIN.match(glob)
        return self._starting(prefix + (plain[0] if plain else "").removeprefix("./"))

    def _starting(self, start: str) -> Sequence[str]:
        if not start:
            return self.all
        return self.all[bisect_left(self.all, start) : bisect_left(self.all, f"{start}\U0010ffff")]
