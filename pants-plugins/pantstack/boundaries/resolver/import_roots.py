"""The directories that the first name of an import may be in."""

from __future__ import annotations

from collections.abc import Container, Iterator
from pathlib import PurePosixPath

from pantstack.buildfiles.globs import below, joined, relative


class ImportRoots:
    """The directories that imports start from."""

    def __init__(self, roots: tuple[str, ...], packages: Container[str], folders: Container[str]) -> None:
        """Create them for a repository.

        Args:
            roots: the source roots, the longest first; empty for the repository's own.
            packages: among others the directories whose `__init__` file makes them a package of that folder alone.
            folders: all directories with Python files under them.
        """
        self._roots = roots
        self._packages = packages
        self._folders = folders

    def candidates(self, importer: str, level: int) -> tuple[str, ...]:
        """Return the directories that a dotted name may be under, the nearest first."""
        if not level:
            # What a file's own source root has wins over the same name elsewhere.
            own = tuple(root for root in self._roots if below(root, importer))
            return (*own, *(root for root in self._roots if root not in own))
        folders = PurePosixPath(importer).parts[:-1]
        if level - 1 > len(folders):
            return ()
        folder = "/".join(folders[: len(folders) - level + 1])
        return (folder, *self._elsewhere(folder))

    def _elsewhere(self, folder: str) -> Iterator[str]:
        """The other directories of a package that may lie in several: one under each source root."""
        home = next((root for root in self._roots if below(root, folder)), None)
        if home is None or folder in self._packages or folder in self._roots:
            return
        for root in self._roots:
            other = joined(root, relative(home, folder))
            if other != folder and other in self._folders:
                yield other
