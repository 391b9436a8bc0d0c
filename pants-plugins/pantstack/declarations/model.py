"""Modules and facades, as the repository declares them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional

from pantstack.base.locations import SourceLocation


@dataclass(frozen=True)
class Facade:
    """A module's facade.

    Attributes:
        directory: of its BUILD file.
        consumers: paths of the modules that may use it; empty for all.
        name: of its target; empty where that is the directory's.
        generated: what it owns of the code that is made of other files: paths without suffix, `*` for an unknown name.
        generators: the addresses of the targets that make it, and the paths of the files that they make it of.
    """

    directory: str
    location: SourceLocation
    files: tuple[str, ...] = ()
    consumers: tuple[str, ...] = ()
    name: str = ""
    generated: tuple[str, ...] = ()
    generators: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        """The name of its target."""
        return self.name or self.directory.rpartition("/")[2]


@dataclass(frozen=True)
class Module:
    """A declared module.

    Attributes:
        path: its directory, which is also its address.
        description: one sentence.
        layer: one of the configured layers, or None.
        depends_on: paths of the modules that it may use.
        deployables: addresses as written.
        infrastructure: directory of its Pulumi program, relative to the module, or None.
        tests: directories outside of it that belong to it.
    """

    path: str
    location: SourceLocation
    description: str = ""
    layer: Optional[str] = None
    depends_on: tuple[str, ...] = ()
    deployables: tuple[str, ...] = ()
    infrastructure: Optional[str] = None
    owners: tuple[str, ...] = ()
    facade: Optional[Facade] = None
    tests: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The last part of its path, which also names its project in Pulumi."""
        return name_of(self.path)

    @property
    def folders(self) -> tuple[str, ...]:
        """Every directory that it consists of: its own, and those of its tests elsewhere."""
        return (self.path, *self.tests)

    @property
    def program(self) -> Optional[str]:
        """The directory of its Pulumi program, from the root of the repository."""
        return None if self.infrastructure is None else program_of(self.path, self.infrastructure)


def name_of(path: str) -> str:
    """Return the name of the module in a directory."""
    return path.rpartition("/")[2]


def program_of(path: str, infrastructure: str) -> str:
    """Return the directory of a module's Pulumi program, from the root of the repository.

    Args:
        infrastructure: as declared: relative to the module, `.` for the module's own directory.
    """
    return path if infrastructure == "." else f"{path}/{infrastructure}"


@dataclass(frozen=True)
class Catalog:
    """All modules, sorted by path.

    Attributes:
        generated: the code that is made of files of the repository, in modules or not: paths without suffix.
    """

    modules: tuple[Module, ...] = ()
    generated: tuple[str, ...] = ()
    _by_path: dict[str, Module] = field(init=False, repr=False, compare=False, hash=False)
    _by_folder: dict[str, Module] = field(init=False, repr=False, compare=False, hash=False)
    # Needed for every import of the repository, so it is remembered.
    _owners: dict[str, Optional[Module]] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_path", {module.path: module for module in self.modules})
        elsewhere = {folder: module for module in self.modules for folder in module.tests}
        object.__setattr__(self, "_by_folder", {**elsewhere, **self._by_path})
        object.__setattr__(self, "_owners", {})

    def module(self, path: str) -> Optional[Module]:
        """Return the module of a directory."""
        return self._by_path.get(path)

    def owner(self, path: str) -> Optional[Module]:
        """Find the module that a file or directory belongs to: the nearest one at it or above."""
        if path not in self._owners:
            folder, _, _ = path.rpartition("/")
            above = self.owner(folder) if folder else self._by_folder.get("")
            self._owners[path] = self._by_folder.get(path) or above
        return self._owners[path]

    def entered(self, path: str, reached: str) -> Optional[Module]:
        """Return the module that a file enters where it reaches another file or directory; None if it enters none."""
        module = self.owner(reached)
        return None if module is None or module == self.owner(path) else module
