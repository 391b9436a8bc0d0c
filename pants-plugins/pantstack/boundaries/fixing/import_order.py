"""Which files run when a facade is imported: one of them cannot take its names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.boundaries.scanner.model import FileScan


class ImportOrder:
    """What imports run, each question answered once."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def imports_back(self, facade: str, path: str) -> bool:
        """Return whether a file of a facade imports a file that is to import from it, itself or through others.

        Args:
            facade: its path without suffix.
        """
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
