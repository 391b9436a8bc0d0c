"""Finds the source roots of a repository as Pants does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final, Optional

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.globs import parent
from pantstack.standalone.files.globs import expression
from pantstack.standalone.files.walk import Folder

# Where pants.toml names none.
PATTERNS: Final = (
    *("/", "src", "src/python", "src/py", "src/thrift", "src/protobuf", "src/protos", "src/scala", "src/java"),
)


def find(
    folders: Mapping[str, Folder], patterns: Sequence[str], markers: Collection[str], set_at: SourceLocation
) -> tuple[str, ...]:
    """List the paths of all source roots, sorted; the repository's own is `.`.

    Args:
        folders: of the whole repository.
        patterns: of `root_patterns`.
        markers: names of files of which each marks its folder as a root.
        set_at: where the patterns are set.

    Raises:
        UserError: for a pattern or a name that Pants refuses.
    """
    wrong = [each for each in patterns if ".." in each.split("/")]
    wrong += [each for each in markers if set(each) & set("/*!")]
    if wrong:
        raise UserError(f"`{wrong[0]}` in [source] cannot mean a source root.", "Correct it there.", set_at)
    known: dict[str, Optional[str]] = {}

    def root_of(folder: str) -> Optional[str]:
        if folder not in known:
            if _matches(folder, patterns) or any(name in markers for name in folders[folder].files):
                known[folder] = folder or "."
            else:
                known[folder] = root_of(parent(folder)) if folder else None
        return known[folder]

    found = (root_of(folder) for folder in _candidates(folders, patterns, markers))
    return tuple(sorted({root for root in found if root is not None}))


def _matches(folder: str, patterns: Iterable[str]) -> bool:
    path = PurePosixPath("/", folder)
    return any(path.match(pattern) for pattern in patterns)


def _candidates(folders: Mapping[str, Folder], patterns: Sequence[str], markers: Collection[str]) -> set[str]:
    """Return the folders that a pattern or a marker is about."""
    found: set[str] = set()
    for pattern in patterns:
        glob = "**" if pattern == "/" else pattern[1:] if pattern.startswith("/") else f"**/{pattern}"
        matches = expression(glob).fullmatch
        found.update(folder for folder in folders if folder and matches(folder))
    found.update(path for path, folder in folders.items() if any(name in markers for name in folder.files))
    return found
