"""Modules and facades, as the repository declares them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Optional

from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.globs import joined, parent

# In `depends_on`: every module.
ANY = "*"
# In `public`: every file, and every name in them.
EVERYTHING = "**"
# What can name a project of Pulumi.
STACK_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_PYTHON = ("**/*.py", "**/*.pyi")


@dataclass(frozen=True)
class Facade:
    """A module's facade.

    Attributes:
        directory: of its BUILD file.
        consumers: paths of the modules that may use it; empty for all.
        name: of its target; empty where that is the directory's.
        generated: what it owns of the code that is made of other files: paths without suffix, `*` for an unknown name.
        generators: the addresses of the targets that make it, and the paths of the files that they make it of.
        module: the path of the module that declares it itself; empty for a target of its own.
        everything: whether all of the module is public for now, whatever its name.
    """

    directory: str
    location: SourceLocation
    files: tuple[str, ...] = ()
    consumers: tuple[str, ...] = ()
    name: str = ""
    generated: tuple[str, ...] = ()
    generators: tuple[str, ...] = ()
    module: str = ""
    everything: bool = False

    @cached_property
    def owned(self) -> frozenset[str]:
        """The files, and what is generated, for quick look-ups: there may be thousands."""
        return frozenset((*self.files, *self.generated))

    @property
    def target(self) -> str:
        """The name of its target."""
        return self.name or self.directory.rpartition("/")[2]


@dataclass(frozen=True)
class Module:
    """A declared module.

    Attributes:
        path: its directory, which is also its address; or its file, for a module that is one.
        description: one sentence.
        layer: one of the configured layers, or None.
        depends_on: paths of the modules that it names as its dependencies.
        deployables: addresses as written.
        infrastructure: directory of its Pulumi program, relative to the module, or None.
        tests: directories outside of it that belong to it.
        is_file: whether it is one file.
        target: the name of its target; empty where that is the directory's.
        may_use_any: whether it may use every module, named or not.
        cannot_depend_on: paths of the modules that it may never use.
        utility: whether every module may use it without naming it.
        public: globs of its public files, where no target of its own declares them.
        consumers: paths of the modules that may use it, where no target of its own declares its facade.
        deployed_as: the name that it was first deployed by, where it has another one now.
        inner_layers: its folders and files that are layers of its own, outermost first, relative to it.
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
    is_file: bool = False
    target: str = ""
    may_use_any: bool = False
    cannot_depend_on: tuple[str, ...] = ()
    utility: bool = False
    public: tuple[str, ...] = ()
    consumers: tuple[str, ...] = ()
    deployed_as: Optional[str] = None
    inner_layers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The last part of its path."""
        return name_of(self.path)

    @property
    def project(self) -> str:
        """The name of its project in Pulumi, by which its stacks, records and variables are called."""
        return self.deployed_as or self.name

    @property
    def directory(self) -> str:
        """The directory of its BUILD file."""
        return parent(self.path) if self.is_file else self.path

    @property
    def target_name(self) -> str:
        """The name of its target."""
        return self.target or name_of(self.directory)

    @property
    def address(self) -> str:
        """The address of its target, which stands for its facade where others depend on it."""
        return f"{self.directory}:{self.target}" if self.target else self.directory

    @property
    def folders(self) -> tuple[str, ...]:
        """Every directory that it consists of: its own, and those of its tests elsewhere."""
        return self.tests if self.is_file else (self.path, *self.tests)

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of the file that it is and of its stub, which need not be there; none for a directory."""
        return (self.path, f"{self.path}i") if self.is_file else ()

    @property
    def globs(self) -> tuple[str, ...]:
        """Globs of its Python files, and of those of modules inside of it."""
        return (*self.files, *(joined(folder, glob) for folder in self.folders for glob in _PYTHON))

    def may_use(self, other: Module) -> bool:
        """Return whether its declaration lets it use another module, if layers and consumers do, too."""
        if other.path in self.cannot_depend_on:
            return False
        return self.may_use_any or other.utility or other.path in self.depends_on

    def inner_layer(self, base: str) -> Optional[str]:
        """Return the one of its inner layers that a file or folder is in, the nearest; None if it is in none.

        Args:
            base: the path without suffix, from the root of the repository.
        """
        around = [layer for layer in self.inner_layers if _is_in_layer(base, joined(self.path, layer))]
        return max(around, key=len, default=None)

    @property
    def program(self) -> Optional[str]:
        """The directory of its Pulumi program, from the root of the repository."""
        return None if self.infrastructure is None else program_of(self.path, self.infrastructure)


def name_of(path: str) -> str:
    """Return the name of the module in a directory."""
    return path.rpartition("/")[2]


def _is_in_layer(base: str, layer: str) -> bool:
    return base == layer.rpartition(".py")[0] if layer.endswith(".py") else f"{base}/".startswith(f"{layer}/")


def program_of(path: str, infrastructure: str) -> str:
    """Return the directory of a module's Pulumi program, from the root of the repository.

    Args:
        infrastructure: as declared: relative to the module, `.` for the module's own directory.
    """
    return path if infrastructure == "." else f"{path}/{infrastructure}"


def _of_files(modules: Iterable[Module]) -> dict[str, Optional[Module]]:
    """Find the modules that are files, by every path that stands for one: without suffix, too."""
    files = [module for module in modules if module.is_file]
    return {path: module for module in files for path in (*module.files, module.path.rpartition(".")[0])}


@dataclass(frozen=True)
class Catalog:
    """All modules, sorted by path.

    Attributes:
        generated: the code that is made of files of the repository, in modules or not: paths without suffix.
    """

    modules: tuple[Module, ...] = ()
    generated: tuple[str, ...] = ()
    _by_path: dict[str, Module] = field(init=False, repr=False, compare=False, hash=False)
    _by_target: dict[tuple[str, str], Module] = field(init=False, repr=False, compare=False, hash=False)
    _by_folder: dict[str, Module] = field(init=False, repr=False, compare=False, hash=False)
    # Needed for every import of the repository, so both are remembered.
    _owners: dict[str, Optional[Module]] = field(init=False, repr=False, compare=False, hash=False)
    _around: dict[str, Optional[Module]] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_path", {module.path: module for module in self.modules})
        targets = {(module.directory, module.target_name): module for module in self.modules}
        object.__setattr__(self, "_by_target", targets)
        elsewhere = {folder: module for module in self.modules for folder in module.tests}
        inside = {module.path: module for module in self.modules if not module.is_file}
        object.__setattr__(self, "_by_folder", {**elsewhere, **inside})
        object.__setattr__(self, "_owners", _of_files(self.modules))
        object.__setattr__(self, "_around", {})

    def module(self, path: str) -> Optional[Module]:
        """Return the module of a directory, or of a file that is one."""
        return self._by_path.get(path)

    def declared_as(self, directory: str, target: str) -> Optional[Module]:
        """Return the module that a target declares."""
        return self._by_target.get((directory, target))

    def owner(self, path: str) -> Optional[Module]:
        """Find the module that a file or directory belongs to: the one that is this file, or the nearest around it.

        A file may be written without its suffix.
        """
        if path not in self._owners:
            self._owners[path] = self._by_folder.get(path) or self._owner_of_folder(parent(path))
        return self._owners[path]

    def _owner_of_folder(self, folder: str) -> Optional[Module]:
        if folder not in self._around:
            above = self._owner_of_folder(parent(folder)) if folder else None
            self._around[folder] = self._by_folder.get(folder) or above
        return self._around[folder]

    def entered(self, path: str, reached: str) -> Optional[Module]:
        """Return the module that a file enters where it reaches another file or directory; None if it enters none."""
        module = self.owner(reached)
        return None if module is None or module == self.owner(path) else module
