"""Packages that libraries may have a part of, too: what the repository lacks there may be installed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from pantstack.boundaries.resolver.python_files import base_of
from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.buildfiles.globs import below, parent
from pantstack.declarations.model import Catalog


class SharedPackages:
    """Tells which folders prove nothing about names that are not in them."""

    def __init__(self, catalog: Catalog, resolver: Resolver, paths: Iterable[str]) -> None:
        """Remember the repository.

        Args:
            paths: of all Python files.
        """
        self._catalog = catalog
        self._resolver = resolver
        self._paths = paths
        self._known: dict[str, bool] = {}

    def is_shared(self, base: str) -> bool:
        """Return whether a folder may be a part of a package that is installed.

        A package with an `__init__` file is in one folder. One without may go on elsewhere, but not below what is
        certainly a module's own: its directory, or the one package that all its files are in. No name of one word, such
        as `docker`, is certain.
        """
        if base not in self._known:
            self._known[base] = all(map(self._resolver.python.is_open, self._way(base))) and not self._is_own(base)
        return self._known[base]

    def has_stubs_only(self, base: str) -> bool:
        """Return whether a path is in a top-level package of stubs alone: they describe code that is elsewhere."""
        return self._top(base) not in self._with_code

    @cached_property
    def _with_code(self) -> frozenset[str]:
        """The top-level packages and files that are not only stubs."""
        code = [path for path in self._paths if not path.endswith(".pyi")]
        roots = ("", *self._resolver.roots)
        # All files of a folder are in the same one, except directly in a source root.
        folders = {path.rpartition("/")[0] for path in code}.difference(roots)
        files = [base_of(path) for path in code if path.rpartition("/")[0] in roots]
        return frozenset(map(self._top, (*folders, *files, *self._resolver.python.generated)))

    def _top(self, base: str) -> str:
        dotted = self._resolver.dotted(base)
        return base[: len(base) - len(dotted)] + dotted.partition(".")[0]

    def _is_own(self, base: str) -> bool:
        module, root = self._catalog.owner(base), self._root(base)
        if module is None:
            return False
        own = module.path
        if own == root or not below(root, own):
            own = self._packages.get((module.path, root), root)
        return self._words(own) > self._words(root) + 1 and below(own, base)

    @cached_property
    def _packages(self) -> Mapping[tuple[str, str], str]:
        """The deepest folder that has all Python files of a module under a source root, by those two."""
        found: dict[tuple[str, str], str] = {}
        for path in self._paths:
            module, root, folder = self._catalog.owner(path), self._root(path), parent(path)
            if module is not None:
                known = found.get((module.path, root), folder)
                while not below(known, folder):
                    known = parent(known)
                found[module.path, root] = known
        return found

    def _root(self, path: str) -> str:
        """The source root that a path is named from."""
        return path[: len(path) - len(self._resolver.dotted(path))].rstrip("/")

    def _way(self, base: str) -> Iterator[str]:
        """The folder and those above it that are words of its dotted name."""
        folder = base
        for _ in self._resolver.dotted(base).split("."):
            yield folder
            folder = parent(folder)

    @staticmethod
    def _words(path: str) -> int:
        return len(path.split("/")) if path else 0
