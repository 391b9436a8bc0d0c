"""Packages that libraries may have a part of, too: what the repository lacks there may be installed."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.declarations.model import Catalog


class SharedPackages:
    """Tells which folders prove nothing about names that are not in them."""

    def __init__(self, catalog: Catalog, resolver: Resolver) -> None:
        self._catalog = catalog
        self._resolver = resolver
        self._known: dict[str, bool] = {}

    def is_shared(self, base: str) -> bool:
        """Return whether a folder may be a part of a package that is installed.

        A package with an `__init__` file has one folder. One without may go on elsewhere: where a module has a name of
        one word such as `docker`, and where a folder holds nothing but further packages. A module with a longer name is
        in its own folder only.
        """
        if base not in self._known:
            self._known[base] = self._is_shared(base)
        return self._known[base]

    def _is_shared(self, base: str) -> bool:
        *inner, top = self._way(base)
        of_one_word = self._catalog.module(top) is not None
        return all(map(self._resolver.python.is_open, (*inner, top))) and not any(
            self._catalog.module(folder) is not None or (not of_one_word and self._resolver.python.has_files(folder))
            for folder in inner
        )

    def _way(self, base: str) -> Iterator[str]:
        """The folder and those above it that are words of its dotted name."""
        folder = base
        for _ in self._resolver.dotted(base).split("."):
            yield folder
            folder = folder.rpartition("/")[0]
