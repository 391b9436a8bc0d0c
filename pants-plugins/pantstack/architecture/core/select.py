"""Which files a run judges, and what has to be scanned for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from pantstack.architecture.core.model import FileScan, Position
from pantstack.catalogue.core.model import Catalogue, Facade

Globs = tuple[str, ...]
_PYTHON = (".py", ".pyi")


def matters(path: str) -> bool:
    """Whether a file is Python, or a BUILD file: the one of a module stands for all of it."""
    name = PurePosixPath(path).name
    return path.endswith(_PYTHON) or name == "BUILD" or name.startswith("BUILD.")


def globs(folder: str) -> Globs:
    """The Python files of a module."""
    return (f"{folder}/**/*.py", f"{folder}/**/*.pyi")


def door(facade: Facade) -> Globs:
    """The files whose names a facade offers."""
    return (f"{facade.directory}/__init__.py", f"{facade.directory}/__init__.pyi")


@dataclass(frozen=True)
class Plan:
    """What a run does.

    Attributes:
        scans: the sets of globs to scan; each set is scanned once and remembered.
        whole: paths of the modules that are judged whole.
        files: paths of the files that are judged by themselves.
    """

    scans: tuple[Globs, ...]
    whole: frozenset[str]
    files: frozenset[str]

    def selects(self, path: str) -> bool:
        """Whether a scanned file is judged."""
        return path in self.files or any(str(folder) in self.whole for folder in PurePosixPath(path).parents)


def plan(selected: Iterable[str], catalogue: Catalogue) -> Plan:
    """Find the modules and folders that selected files belong to."""
    whole: set[str] = set()
    files: set[str] = set()
    scans: list[Globs] = []
    for path in selected:
        folder = str(PurePosixPath(path).parent)
        if not path.endswith(_PYTHON):
            if catalogue.module(folder) is not None:
                whole.add(folder)
                scans.append(globs(folder))
            continue
        files.add(path)
        owner = catalogue.owner(path)
        prefix = "" if folder == "." else f"{folder}/"
        scans.append(globs(owner.path) if owner else (f"{prefix}*.py", f"{prefix}*.pyi"))
    return Plan(tuple(sorted(set(scans))), frozenset(whole), frozenset(files))


def unread(run: Plan, scans: Mapping[str, FileScan]) -> dict[str, FileScan]:
    """The selected files that no scan returned: a broken link, a directory named like a file."""
    return {
        path: FileScan(path, error=(Position(1, 1), "it is listed, but there is no file to read"))
        for path in sorted(run.files)
        if path not in scans
    }
