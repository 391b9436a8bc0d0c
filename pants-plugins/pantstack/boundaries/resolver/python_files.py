"""The files and folders that dotted names lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Final, Union

from pantstack.boundaries.scanner.model import FileScan
from pantstack.boundaries.scanner.outline.outline import Outline
from pantstack.buildfiles.globs import parent, parents

PACKAGES: Final = ("__init__.py", "__init__.pyi")
# Any other file has code, and is no package.
_FILE: Final = Outline((), (), type_checking=False, has_code=True, extends=False)
_NONE: Final[Mapping[str, Outline]] = MappingProxyType({})


class PythonFiles:
    """The Python files of the repository, and what is made of others, by their paths without suffix.

    The path of a package is its directory.

    Attributes:
        folders: all directories with Python files below them.
        closed: the packages and files that do not go on in other directories.
        generated: what is made of other files.
    """

    def __init__(
        self, scans: Mapping[str, FileScan], generated: Iterable[str] = (), outlines: Mapping[str, Outline] = _NONE
    ) -> None:
        self._scans = scans
        self._outlines = outlines
        self._files: dict[str, tuple[str, ...]] = {}
        for path in sorted(scans):
            base = base_of(path)
            self._files[base] = (*self._files.get(base, ()), path)
        self.generated = frozenset(generated)
        folders = {path.rpartition("/")[0] for path in (*scans, *self.generated)}
        self.folders = frozenset(each for folder in folders for each in (folder, *parents(folder))) | {""}
        self._holders = frozenset(base.rpartition("/")[0] for base in self._files if base not in self.folders)
        opened = frozenset(filter(self.is_open, map(base_of, filter(_is_package, scans))))
        self.closed = frozenset((*self._files, *self.generated)) - opened

    @cached_property
    def apps(self) -> Mapping[str, str]:
        """The directories that apps of Django are in, by label: the folders with models, if only one has that name."""
        found: dict[str, list[str]] = {}
        for base in self._files:
            app, _, name = base.rpartition("/")
            if app and name == "models":
                found.setdefault(app.rpartition("/")[2], []).append(app.rpartition("/")[0])
        return {label: directories[0] for label, directories in found.items() if len(directories) == 1}

    @cached_property
    def plain_files(self) -> frozenset[str]:
        """The files that are no packages, have no folder of the same name, and are not made of others."""
        return frozenset(self._files) - self.folders - self.generated

    def of(self, base: str) -> tuple[str, ...]:
        """Return a module and its stub; nothing for a directory without `__init__`."""
        return self._files.get(base, ())

    def exists(self, base: str) -> bool:
        """Return whether a path without suffix is a file or a directory with Python files."""
        return base in self._files or base in self.folders or base in self.generated

    def holds_files(self, base: str) -> bool:
        """Return whether Python files lie directly in a directory, besides its `__init__`."""
        return base in self._holders

    def is_bare(self, base: str) -> bool:
        """Return whether a directory has no code of its own: no `__init__`, or one without any."""
        return base not in self.generated and not any(self._traits(path).has_code for path in self.of(base))

    def is_open(self, base: str) -> bool:
        """Return whether a package may go on in other directories: it has no `__init__`, or one that lets it."""
        files = self.of(base)
        return base not in self.generated and (not files or any(self._traits(path).extends for path in files))

    def _traits(self, path: str) -> Union[FileScan, Outline]:
        outline = self._outlines.get(path) if path.endswith(PACKAGES) else _FILE
        return self._scans[path] if outline is None else outline


def _is_package(path: str) -> bool:
    return path.endswith(PACKAGES)


def base_of(path: str) -> str:
    """Return a file's path without suffix; of a package its directory."""
    stem = path.rpartition(".py")[0]
    return parent(stem) if stem.endswith("/__init__") else "" if stem == "__init__" else stem
