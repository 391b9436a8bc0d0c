"""What modules show to others: which of their files and names are public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Literal

from pantstack.boundaries.resolver.offered_names import offered_names
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.boundaries.resolver.resolution import Node
from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.boundaries.scanner.model import FileScan
from pantstack.buildfiles.globs import joined
from pantstack.declarations.model import Catalog, Facade, Module

# A neutral package has public and private files below it, and no code of its own: importing it takes nothing yet.
Visibility = Literal["public", "private", "neutral"]


class PublicApi:
    """The public files and names of all modules, by their facades."""

    def __init__(self, catalog: Catalog, resolver: Resolver, scans: Mapping[str, FileScan]) -> None:
        self._catalog = catalog
        self._resolver = resolver
        self._scans = scans
        self._offered: dict[str, frozenset[str]] = {}

    def visibility(self, module: Module, node: Node) -> Visibility:
        """Return what a file or package of a module is to other modules."""
        facade = module.facade
        if facade is None:
            return "private"
        files = self._resolver.files(node)
        if any(path in facade.owned for path in files) or node.base in facade.owned:
            return "public"
        if not self._resolver.python.is_bare(node.base):
            return "private"
        # A folder without code of its own is what the files below it are.
        below = self._below.get(node.base, frozenset())
        return "neutral" if below == {True, False} else "public" if below == {True} else "private"

    def is_mixed(self, module: Module, base: str) -> bool:
        """Return whether a package of a module has public files and private ones."""
        return self._below.get(base, frozenset()) == {True, False} and self._catalog.owner(base) == module

    @cached_property
    def _below(self) -> Mapping[str, frozenset[bool]]:
        """Whether there are public and private files below each folder of a module."""
        kinds: dict[str, set[bool]] = {}
        for path in (*self._scans, *self._resolver.python.generated):
            owner = self._catalog.owner(path)
            facade = None if owner is None else owner.facade
            public = facade is not None and path in facade.owned
            folder = path.rpartition("/")[0]
            # What modules inside of a folder's module show counts, too.
            while self._catalog.owner(folder) is not None:
                kinds.setdefault(folder, set()).add(public)
                folder = folder.rpartition("/")[0]
        return {folder: frozenset(both) for folder, both in kinds.items()}

    def facade_name(self, module: Module) -> str:
        """Return the dotted name of a module's facade; empty where it has none."""
        facade = module.facade
        if facade is None:
            return ""
        own = self._resolver.files(Node(facade.directory))
        bases = {base_of(path) for path in facade.files}
        single = len(bases) == 1 and not facade.generated and not any(path in facade.owned for path in own)
        return self._resolver.dotted(bases.pop() if single else facade.directory)

    def names(self, module: Module) -> tuple[str, ...]:
        """Return the public names of a module: those of its facade's `__init__` files, else of all its files."""
        if module.facade is None:
            return ()
        main = self._resolver.scans(Node(module.facade.directory))
        main = tuple(scan for scan in main if scan.path in module.facade.owned)
        chosen = main or tuple(self._scans[path] for path in module.facade.files if path in self._scans)
        return tuple(sorted({name for scan in chosen for name in self.offered(scan)}))

    @staticmethod
    def files(facade: Facade) -> Sequence[str]:
        """Return the files of a facade, those of its package before the others."""
        return sorted(facade.files, key=lambda path: (base_of(path) != facade.directory, path))

    def offered(self, scan: FileScan) -> frozenset[str]:
        """Return the names that a file offers to others."""
        if scan.path not in self._offered:
            self._offered[scan.path] = offered_names(self._resolver, self._catalog.owner, scan)
        return self._offered[scan.path]

    def offers(self, facade: Facade, wanted: Node) -> tuple[Node, ...]:
        """Return the names under which a facade certainly offers something when it runs, each with its file.

        They are those of its package, else of its other files.
        """
        found: list[Node] = []
        for path in self.files(facade):
            base = base_of(path)
            if base != facade.directory and any(offer.base == facade.directory for offer in found):
                break
            names = () if self._only_describes(path) or path not in self._scans else self.offered(self._scans[path])
            for name in sorted(names):
                step = self._resolver.resolve_name(base, name)
                if (
                    step is not None
                    and step.certain
                    and step.result == wanted
                    and not self._is_hidden(Node(base, name), wanted)
                ):
                    found.append(Node(base, name))
        return tuple(dict.fromkeys(found))

    def _only_describes(self, path: str) -> bool:
        """Return whether a file is the stub of another one: what it offers may not be there when that runs."""
        return path.endswith(".pyi") and len(self._resolver.python.of(base_of(path))) > 1

    def _is_hidden(self, offer: Node, wanted: Node) -> bool:
        """Return whether a submodule has the name of what is offered: whoever imports it puts it in that place."""
        submodule = joined(offer.base, str(offer.name))
        return wanted.base != submodule and self._resolver.python.exists(submodule)
