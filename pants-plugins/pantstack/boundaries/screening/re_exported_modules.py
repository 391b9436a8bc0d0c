"""The names by which files of a module re-export modules of others to their own module."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Optional

from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.boundaries.resolver.top_level_names import site_of
from pantstack.boundaries.scanner.model import Binding, FileScan


class BoundNames(NamedTuple):
    """What a file gives other files of its module.

    Attributes:
        names: those that it binds to modules of others.
        renamed: names that it takes from files of its own module, each with the one that it has here.
    """

    names: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]


class ReExportedModules:
    """Collects the names of each module, and of all files without one.

    A chain of attributes that starts in the file's own module leads out of it only where one of its files binds a name
    to a module of others, and only if that name is in the chain.
    """

    def __init__(self, project: Project, around: frozenset[str]) -> None:
        """Begin with none.

        Args:
            around: the folders around modules and programs.
        """
        self._project = project
        self._around = around
        self._renamed: dict[Optional[str], set[tuple[str, str]]] = {}
        self._names: dict[Optional[str], set[str]] = {}
        self._seen: dict[Optional[str], frozenset[str]] = {}

    def add(self, path: str, names: Iterable[str]) -> None:
        """Remember what a file binds to modules of others."""
        found = set(names)
        if found:
            self._names.setdefault(self._project.owner_path(path), set()).update(found)

    def add_examined(self, path: str, bound: BoundNames) -> None:
        """Remember what an examined file binds to modules of others."""
        self.add(path, bound.names)
        if bound.renamed:
            self._renamed.setdefault(self._project.owner_path(path), set()).update(bound.renamed)

    def bound(self, scan: FileScan) -> BoundNames:
        """Return what an examined file binds to modules of others."""
        project = self._project
        owner, base = project.owner(scan.path), base_of(scan.path)
        names, renamed = set[str](), set[tuple[str, str]]()
        for binding in scan.bindings:
            if binding.kind == "import" and self._is_own(scan.path, binding):
                renamed.add((str(binding.source), binding.name))
            elif binding.kind in ("import", "alias", "loaded"):
                ends = project.resolver.ends(scan.path, base, binding)
                modules = (end.base for end in ends if end.name is None)
                if any(project.owner(end) is not owner or end in self._around for end in modules):
                    names.add(binding.name)
        for site in scan.imports:
            resolution = project.resolver.resolve(scan.path, site) if site.is_star else None
            if resolution is not None:
                names |= modules_by_star(project, resolution.end.base)
        return BoundNames(tuple(sorted(names)), tuple(sorted(renamed)))

    def _is_own(self, path: str, binding: Binding) -> bool:
        """Return whether an import takes a name from a file of the same module, whatever that is there."""
        owner, named = self._project.owner(path), self._project.resolver.plain.named(path, site_of(binding))
        return bool(named) and all(self._project.owner(base) is owner and base not in self._around for base in named)

    def renamed(self) -> Iterator[tuple[Optional[str], frozenset[str]]]:
        """Yield the names of each module that has others than when this was called last.

        Among them are those by which files re-export again what other files of their module re-export.
        """
        for owner, pairs in self._renamed.items():
            names = self._names.get(owner, set())
            while added := {bound for name, bound in pairs if name in names} - names:
                names |= added
        for owner, names in self._names.items():
            found = frozenset(names)
            if self._seen.get(owner) != found:
                self._seen[owner] = found
                yield owner, found


def modules_by_star(project: Project, base: str) -> frozenset[str]:
    """Return the names that a star import of a file may bind to files or packages, also by its own stars."""
    found: set[str] = set()
    waiting, seen = [base], {base}
    while waiting:
        current = waiting.pop()
        for path in project.resolver.python.of(current):
            scan = project.scans[path]
            names = {*scan.public_names, *(binding.name for binding in scan.bindings)}
            found.update(name for name in names if _is_module(project, current, name))
            for site in scan.imports:
                resolution = project.resolver.resolve(path, site) if site.is_star else None
                if resolution is not None and resolution.end.base not in seen:
                    seen.add(resolution.end.base)
                    waiting.append(resolution.end.base)
    return frozenset(found)


def _is_module(project: Project, base: str, name: str) -> bool:
    return any(step.result.name is None for step in project.resolver.steps(base, name))
