"""The files of a repository on the disk, and what an editor has not saved yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Optional

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.base.stamps import Stamp
from pantstack.standalone.files.globs import Paths
from pantstack.standalone.files.stamps import stamp
from pantstack.standalone.files.walk import Listing


class RepositoryFiles:
    """The files that Pants would see.

    Attributes:
        root: the folder of the repository.
        listing: its folders.
        overlays: contents that count in place of those on the disk, by path.
        stamps: of the files that were read, by path, whether or not they are there.
    """

    def __init__(self, root: str, listing: Listing, overlays: Mapping[str, bytes]) -> None:
        """Take the listing, and what is not on the disk."""
        self.root = root
        self.listing = listing
        self.overlays = overlays
        self.stamps: dict[str, Optional[Stamp]] = {}

    @cached_property
    def paths(self) -> Paths:
        """All paths."""
        return Paths({*self.listing.files, *self.overlays})

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.paths.all)

    def read(self, path: str) -> Optional[bytes]:
        """Read a file; None where Pants would see none.

        Raises:
            UserError: if it is there and cannot be read.
        """
        self.watch(path)
        if path in self.overlays:
            return self.overlays[path]
        if path not in self._known:
            return None
        try:
            return Path(self.root, path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            help = "Correct its permissions, or add it to pants_ignore below [GLOBAL] in pants.toml."
            raise UserError(f"This file cannot be read: {error.strerror}.", help, SourceLocation(path, 0)) from error

    def watch(self, path: str) -> None:
        """Remember how a file is before somebody reads it."""
        if path not in self.stamps:
            self.stamps[path] = stamp(f"{self.root}/{path}")

    def text(self, path: str) -> str:
        """Read a file as text; empty where there is none."""
        return (self.read(path) or b"").decode("utf-8", "replace")

    def contents(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Read files, by path; those that are gone are left out."""
        found = ((path, self.read(path)) for path in paths)
        return {path: content for path, content in found if content is not None}
