"""The Python packages of a repository, by the names that imports have for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Optional

from pantstack.buildfiles.globs import below, parent, relative

_SUFFIXES = (".py", ".pyi")
_INIT = "__init__"


def is_file(path: str) -> bool:
    """Return whether the path of a module is that of a file."""
    return path.endswith(_SUFFIXES)


def inside(name: str, package: str) -> bool:
    """Return whether a dotted name is that of a package or of something below it."""
    return name == package or name.startswith(f"{package}.")


class PythonTree:
    """What can be imported: packages and modules by dotted name.

    Attributes:
        roots: the directories that imports start from, the empty one being the repository; the first one that has a
            name wins.
    """

    def __init__(self, python: Sequence[str], roots: Iterable[str]) -> None:
        """Keep the paths of all Python files and the source roots."""
        self.python = python
        self.roots = tuple(dict.fromkeys("" if root in (".", "/", "") else root.strip("/") for root in roots))

    @cached_property
    def names(self) -> dict[str, str]:
        """The path of each dotted name: a directory that has Python files below it, or else a file."""
        folders: dict[str, str] = {}
        files: dict[str, str] = {}
        for root in self.roots:
            for path in self.python:
                if below(root, path):
                    self._add(relative(root, path), path, folders, files)
        return {**files, **folders}

    @cached_property
    def files_set(self) -> frozenset[str]:
        """The paths of all Python files."""
        return frozenset(self.python)

    @staticmethod
    def _add(name: str, path: str, folders: dict[str, str], files: dict[str, str]) -> None:
        parts = name.rpartition(".")[0].split("/")
        folder = parent(path)
        for end in range(len(parts) - 1, 0, -1):
            folders.setdefault(".".join(parts[:end]), folder)
            folder = parent(folder)
        if parts[-1] != _INIT:
            files.setdefault(".".join(parts), path)

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {}
        for name in sorted(self.names):
            children.setdefault(name.rpartition(".")[0], []).append(name)
        return children

    def path(self, name: str) -> Optional[str]:
        """Return the path of a dotted name; None where nothing has it."""
        return self.names.get(name)

    def children(self, name: str) -> Sequence[str]:
        """Return the dotted names right below one, sorted."""
        return self._children.get(name, [])

    def matching(self, pattern: re.Pattern[str]) -> list[str]:
        """Return the dotted names that a pattern matches whole, sorted."""
        return sorted(name for name in self.names if pattern.fullmatch(name))

    def name_of(self, folder: str) -> Optional[str]:
        """Return the dotted name of a directory, by the nearest source root above it."""
        around = [root for root in self.roots if below(root, folder) and root != folder]
        return relative(max(around, key=len), folder).replace("/", ".") if around else None
