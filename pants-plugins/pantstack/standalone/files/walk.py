"""Lists the files of a repository that Pants would see."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from pantstack.base import links
from pantstack.base.errors import UserError, UserErrors
from pantstack.base.locations import SourceLocation
from pantstack.standalone.files.ignored import Ignored

_NEVER: Final = -1


class Folder(NamedTuple):
    """What is in a folder, except for what is ignored.

    Attributes:
        changed: when it changed last, in nanoseconds; a folder with links is never known to be as it was.
    """

    changed: int
    files: tuple[str, ...]
    folders: tuple[str, ...]


@dataclass(frozen=True)
class Listing:
    """All folders, by path; the repository's own is the empty one."""

    folders: Mapping[str, Folder] = field(default_factory=dict)

    @property
    def files(self) -> list[str]:
        """The paths of all files."""
        return [f"{path}/{name}" if path else name for path, folder in self.folders.items() for name in folder.files]

    def has_same_files(self, other: Listing) -> bool:
        """Return whether another listing has the same files, whenever they were written."""
        if self.folders.keys() != other.folders.keys():
            return False
        pairs = ((folder, other.folders[path]) for path, folder in self.folders.items())
        return all(one is two or one[1:] == two[1:] for one, two in pairs)


def walk(root: str, ignored: Ignored, before: Listing, trusted: int) -> Listing:
    """List a repository.

    Args:
        before: an earlier listing with the same patterns.
        trusted: what has changed before this time is as it was in the earlier listing.

    Raises:
        UserErrors: with the links that Pants follows nowhere, and folders that cannot be read.
    """
    walker = _Walker(root, ignored, before.folders, trusted)
    walker.walk("", frozenset())
    if walker.errors:
        raise UserErrors(tuple(sorted(walker.errors)))
    return Listing(walker.folders)


class _Walker:
    def __init__(self, root: str, ignored: Ignored, before: Mapping[str, Folder], trusted: int) -> None:
        self._root = root
        self._ignored = ignored
        self._before = before
        self._trusted = trusted
        self.folders: dict[str, Folder] = {}
        self.errors: list[UserError] = []

    def walk(self, start: str, around: frozenset[str]) -> None:
        """List a folder and those below it.

        Args:
            around: the real paths of the links that lead here.
        """
        waiting = [start]
        while waiting:
            path = waiting.pop()
            try:
                folder = self._folder(path, around)
            except OSError as error:
                help = "Correct its permissions, or add it to pants_ignore below [GLOBAL] in pants.toml."
                place = SourceLocation(path, 0)
                self.errors.append(UserError(f"This folder cannot be read: {error.strerror}.", help, place))
                continue
            self.folders[path] = folder
            prefix = f"{path}/" if path else ""
            waiting += [f"{prefix}{name}" for name in folder.folders if f"{prefix}{name}" not in self.folders]

    def _folder(self, path: str, around: frozenset[str]) -> Folder:
        place = f"{self._root}/{path}" if path else self._root
        changed = os.stat(place).st_mtime_ns  # noqa: PTH116  thousands of them, each time
        known = self._before.get(path)
        if known is not None and known.changed == changed < self._trusted:
            return known
        prefix = f"{path}/" if path else ""
        files: list[str] = []
        folders: list[str] = []
        ignored, has_links = self._ignored.has, False
        with os.scandir(place) as entries:
            for entry in entries:
                name = entry.name
                if entry.is_symlink():
                    has_links = True
                    if not ignored(f"{prefix}{name}", is_folder=False):
                        self._link(f"{prefix}{name}", entry, around, files, folders)
                elif entry.is_dir(follow_symlinks=False):
                    if not ignored(f"{prefix}{name}", is_folder=True):
                        folders.append(name)
                elif entry.is_file(follow_symlinks=False) and not ignored(f"{prefix}{name}", is_folder=False):
                    files.append(name)
        return Folder(_NEVER if has_links else changed, tuple(sorted(files)), tuple(sorted(folders)))

    def _link(
        self, path: str, entry: os.DirEntry[str], around: frozenset[str], files: list[str], folders: list[str]
    ) -> None:
        if links.is_not_seen(self._root, path):
            return
        error = links.error_of(self._root, path)
        if error is not None:
            self.errors.append(error)
        elif entry.is_dir():
            if self._ignored.has(path, is_folder=True):
                return
            real = os.path.realpath(entry.path)
            if real in around or f"{os.path.realpath(self._root)}/{path}/".startswith(f"{real}/"):
                self.errors.append(links.cycle(path))
                return
            folders.append(entry.name)
            self.walk(path, around | {real})
        elif entry.is_file():
            files.append(entry.name)
