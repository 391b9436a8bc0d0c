"""What an import finds when it runs: a facade that is not ready, or what a test put in its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.boundaries.resolver.resolution import Node
from pantstack.boundaries.scanner.model import FileScan


class RunTime:
    """What happens when the files of a project run, each question answered once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def objection(self, use: ModuleUse, offered: Node) -> str:
        """Return why an import would not find the same in a facade; empty if it does.

        Args:
            offered: the file of the facade, and the name there.
        """
        if self._imports_back(offered.base, use.path):
            return "the facade imports this file in its turn"
        if self._project.replaced.is_patched(use, offered):
            return "a test patches it where this import takes it from, each time that it runs"
        return ""

    def _imports_back(self, facade: str, path: str) -> bool:
        """Return whether a file of a facade imports a file that is to import from it, itself or through others."""
        base = base_of(path)
        package = str(PurePosixPath(base).parent)
        key = (facade, package)
        if key not in self._known:
            self._known[key] = self._reached(facade, {package, *_packages(package)})
        return base in self._known[key]

    def _reached(self, facade: str, begun: set[str]) -> frozenset[str]:
        """The paths without suffix of what runs on import, beside packages that have begun to run."""
        seen = {facade, *_packages(facade)} - begun
        waiting = list(seen)
        while waiting:
            base = waiting.pop()
            for path in self._project.resolver.python.of(base):
                further = set(self._imported(self._project.scans[path])) - seen - begun
                seen |= further
                waiting += further
        return frozenset(seen)

    def _imported(self, scan: FileScan) -> Iterator[str]:
        for site in scan.imports:
            if site.kind == "import" and not site.type_checking:
                for way in self._project.resolver.ways(scan.path, site):
                    for node in way.nodes:
                        yield node.base
                        yield from _packages(node.base)


def _packages(base: str) -> Iterator[str]:
    """The directories above a path, whose `__init__` files run before it."""
    return (str(parent) for parent in PurePosixPath(base).parents)
