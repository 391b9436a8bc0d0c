"""A store in a folder."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pantstack_runner.base.files import write_atomically
from pantstack_runner.storage.file import StoredFile

if TYPE_CHECKING:
    from pathlib import Path


class Folder:
    """A folder; `Store` documents its methods."""

    remote = False

    def __init__(self, path: Path, root: Path) -> None:
        """Take the folder, and the root of the repository, to which messages are relative."""
        self._path, self._root = path, root

    def files(self, folder: str) -> tuple[str, ...]:
        """Return the names of the files of a folder, in order."""
        return tuple(sorted(path.name for path in self._listed(folder) if not path.is_dir()))

    def folders(self, folder: str) -> tuple[str, ...]:
        """Return the names of the folders of a folder, in order."""
        return tuple(sorted(path.name for path in self._listed(folder) if path.is_dir()))

    def read(self, name: str) -> bytes:
        """Return the content of a file."""
        return (self._path / name).read_bytes()

    def list_recursive(self, folder: str) -> dict[str, StoredFile]:
        """Return all files below a folder by their full names, in order; no link is followed."""
        path = self._path / folder
        try:
            status = path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return {}
        if not stat.S_ISDIR(status.st_mode):
            modified = datetime.fromtimestamp(status.st_mtime, UTC)
            return {folder: StoredFile(status.st_size, modified, stat.S_ISLNK(status.st_mode))}
        names = sorted(f"{folder}/{child.name}" for child in self._listed(folder))
        return {name: file for child in names for name, file in self.list_recursive(child).items()}

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all."""
        write_atomically(self._path / name, content)

    def delete(self, name: str) -> None:
        """Delete a file if it exists."""
        (self._path / name).unlink(missing_ok=True)

    def delete_prefix(self, folder: str) -> None:
        """Delete a folder with everything in it."""
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self._path / folder)

    def is_at(self, name: str, path: Path) -> bool:
        """Return whether a file of the store is this file of this machine."""
        return os.path.realpath(self._path / name) == os.path.realpath(path)

    def display_path(self, name: str) -> str:
        """Return a file's path for messages."""
        path = self._path / name
        return str(path.relative_to(self._root)) if path.is_relative_to(self._root) else str(path)

    def invalidate(self) -> None:
        """Do nothing: nothing is cached."""

    def _listed(self, folder: str) -> list[Path]:
        try:
            return list((self._path / folder).iterdir())
        except FileNotFoundError:
            return []
