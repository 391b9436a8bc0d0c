"""Things kept in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pantstack.deploy.runner import places

if TYPE_CHECKING:
    from pathlib import Path


class Folder:
    """A folder; `Store` says what its methods do."""

    remote = False

    def __init__(self, path: Path, root: Path) -> None:
        """Take it.

        Args:
            path: the folder.
            root: of the repository, to which places are told relative.
        """
        self._path, self._root = path, root

    def files(self, folder: str) -> tuple[str, ...]:
        """The names of the files of a folder, in order."""
        return tuple(sorted(each.name for each in self._listed(folder) if not each.is_dir()))

    def folders(self, folder: str) -> tuple[str, ...]:
        """The names of the folders of a folder, in order."""
        return tuple(sorted(each.name for each in self._listed(folder) if each.is_dir()))

    def read(self, name: str) -> bytes:
        """The content of a file."""
        return (self._path / name).read_bytes()

    def size(self, name: str) -> int | None:
        """The length of a file, None if there is none."""
        try:
            return (self._path / name).stat().st_size
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all."""
        places.write(self._path / name, content)

    def delete(self, name: str) -> None:
        """Take a file away, if it is there."""
        (self._path / name).unlink(missing_ok=True)

    def is_at(self, name: str, path: Path) -> bool:
        """Whether a file of the store is this one of this machine."""
        return self._path / name == path

    def shown(self, name: str) -> str:
        """A file's place in words."""
        path = self._path / name
        return str(path.relative_to(self._root)) if path.is_relative_to(self._root) else str(path)

    def forget(self) -> None:
        """Nothing: a folder is always asked."""

    def _listed(self, folder: str) -> list[Path]:
        try:
            return list((self._path / folder).iterdir())
        except FileNotFoundError:
            return []
