"""What a tree is to those who check it: modules, their facades, and what was planted."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MANIFEST = ".benchmark.json"


@dataclass(frozen=True)
class Shape:
    """What a generated tree looks like.

    Attributes:
        files: how many, all of them Python.
        mean_bytes: of a file.
        packages: how many folders with internals a module has; none is a flat module.
        depth: how deep these folders are nested at most.
        facade: of each module: a folder, or a file.
        stars: whether packages, and a root package that is in no module, re-export by stars.
        planted: how many violations.
    """

    name: str
    files: int = 10_001
    modules: int = 100
    mean_bytes: int = 1_800
    packages: int = 6
    depth: int = 1
    facade: str = "backend/public"
    stars: bool = False
    planted: int = 20


@dataclass(frozen=True)
class TreeModule:
    """A module of a tree.

    Attributes:
        path: of its folder.
        depends_on: the paths of modules that it uses; None where it may use any.
        public: globs of its public files, relative to the folder.
        open: dotted names that others may import, with everything below them.
        open_alone: dotted names that others may import, but nothing below them that is not open, too.
        private: dotted names that nobody else may import, and nothing below them either.
    """

    path: str
    depends_on: tuple[str, ...] | None
    public: tuple[str, ...]
    open: tuple[str, ...]
    open_alone: tuple[str, ...]
    private: tuple[str, ...]

    @property
    def dotted(self) -> str:
        """Its name in imports."""
        return self.path.replace("/", ".")


@dataclass(frozen=True)
class Planted:
    """A violation that was planted: an import of another module's internals.

    Attributes:
        path: the file with the import.
        target: the dotted name of the file that it reaches.
    """

    path: str
    line: int
    target: str


@dataclass(frozen=True)
class Manifest:
    """What was generated, or laid out from real packages, into a folder.

    Attributes:
        label: of the tree, in words.
        edited: a clean file of a module with dependencies, which the benchmark edits.
        edit: the line with the import of a facade that the edit adds.
        off: codes of checks that no rival has, of which there are findings.
    """

    label: str
    files: int
    size: int
    packages: tuple[str, ...]
    modules: tuple[TreeModule, ...]
    planted: tuple[Planted, ...]
    edited: str
    edit: str
    off: tuple[str, ...] = ()

    def write(self, folder: Path) -> None:
        """Write it into the tree's folder."""
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read what was written into a tree's folder."""
    data: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    modules = tuple(TreeModule(**_with_tuples(each)) for each in data["modules"])
    planted = tuple(Planted(**each) for each in data["planted"])
    return Manifest(**{**_with_tuples(data), "modules": modules, "planted": planted})


def _with_tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
