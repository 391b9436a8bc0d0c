"""Matches the paths of a repository as Pants' globs do."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from pantstack.standalone.files.ignored import Ignored, segment

_ANY: Final = "**"


@lru_cache(maxsize=4096)
def expression(glob: str) -> re.Pattern[str]:
    """Compile a glob over whole paths."""
    text = ""
    parts = [part for part in glob.split("/") if part not in ("", ".")]
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        if part == _ANY:
            text += ".+" if last else "(?:[^/]+/)*"
        else:
            text += segment(part) + ("" if last else "/")
    try:
        return re.compile(text, re.DOTALL)
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
        globs = tuple(globs)
        wanted = [f"{prefix}{glob}" for glob in globs if not glob.startswith("!")]
        ignored = Ignored(f"{prefix}{glob[1:]}" for glob in globs if glob.startswith("!"))
        found: set[str] = set()
        for glob in wanted:
            matches = expression(glob).fullmatch
            found.update(path for path in self._around(glob) if matches(path))
        return tuple(sorted(path for path in found if not ignored.has_or_folder(path)))

    def below(self, folder: str) -> Sequence[str]:
        """List the paths below a folder; all for the root."""
        return self._starting(f"{folder}/" if folder else "")

    def _around(self, glob: str) -> Sequence[str]:
        """List the paths that begin as a glob does."""
        plain = re.match(r"[^*?\[\\{]*", glob)
        start = plain[0] if plain else ""
        return self._starting(start.removeprefix("./"))

    def _starting(self, start: str) -> Sequence[str]:
        if not start:
            return self.all
        return self.all[bisect_left(self.all, start) : bisect_left(self.all, f"{start}\U0010ffff")]
