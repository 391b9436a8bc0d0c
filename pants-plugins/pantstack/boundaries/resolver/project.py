"""What a check looks at: the facts of a run, and which of them cross into a module."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Optional

from pantstack.boundaries.resolver.boundary_crossings import Crossings
from pantstack.boundaries.resolver.build_references import BuildReference
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.resolver import Node, Resolver, base_of
from pantstack.boundaries.resolver.stack_uses import StackUse, stack_dependencies, stack_uses
from pantstack.boundaries.scanner.model import FileScan, ImportSite, UnprovableImport
from pantstack.buildfiles.locate import entry_position
from pantstack.declarations.model import Catalog, Module
from pantstack.locations import Position


@dataclass(frozen=True)
class Project:
    """The facts of a run: all of the repository, whatever part of it is asked for.

    Attributes:
        catalog: the declared modules.
        resolver: knows where an import leads.
        scans: every Python file, by path.
        layers: the configured layers, outermost first.
        references: what targets in BUILD files refer to.
        builds: the texts of BUILD files that declare modules and facades, by path.
        type_checking: whether imports under `if TYPE_CHECKING` are judged.
    """

    catalog: Catalog
    resolver: Resolver
    scans: Mapping[str, FileScan]
    layers: tuple[str, ...] = ()
    references: tuple[BuildReference, ...] = ()
    builds: Mapping[str, str] = field(default_factory=dict)
    type_checking: bool = True

    def sites(self, scan: FileScan) -> Iterator[ImportSite]:
        """The imports of a file that are judged."""
        return (site for site in scan.imports if self.type_checking or not site.type_checking)

    def owner(self, path: str) -> Optional[Module]:
        """The module that a file or directory belongs to."""
        return self.catalog.owner(path)

    def points_outward(self, module: Module, used: Module) -> bool:
        """Whether one module's use of another goes from an inner to an outer layer."""
        inner, outer = self._rank(module), self._rank(used)
        return inner is not None and outer is not None and outer < inner

    def _rank(self, module: Module) -> Optional[int]:
        return self.layers.index(module.layer) if module.layer in self.layers else None

    def item_position(self, module: Module, name: str, item: str) -> Position:
        """Where a string of a list stands in a module's declaration; the declaration itself where it is not plain."""
        text = self.builds.get(module.place.path, "")
        found = entry_position(text, "pantstack_module", module.name, name, item)
        return found or Position(module.place.line, 1)

    @cached_property
    def _crossing(self) -> Crossings:
        return Crossings(self)

    @cached_property
    def module_uses(self) -> tuple[ModuleUse, ...]:
        """Every import that crosses into a module, by path and position."""
        return tuple(
            use
            for path, scan in sorted(self.scans.items())
            for site in self.sites(scan)
            for use in self._crossing.all(path, site)
        )

    @cached_property
    def used_modules(self) -> Mapping[str, frozenset[str]]:
        """The paths of the modules that each module uses, in code, in BUILD files or by their stacks."""
        found: dict[str, set[str]] = {module.path: set() for module in self.catalog.modules}
        for use in self.module_uses:
            owner = self.owner(use.path)
            if owner is not None:
                found[owner.path].add(use.module.path)
        for reference in self.references:
            owner, module = self.owner(reference.path), self.referenced_module(reference)
            if owner is not None and module is not None:
                found[owner.path].add(module.path)
        for user, path in stack_dependencies(self.stack_uses):
            found[user].add(path)
        return {path: frozenset(modules) for path, modules in found.items()}

    @cached_property
    def stack_uses(self) -> tuple[StackUse, ...]:
        """Every stack reference of a module that leads to another one, or may, by path and position."""
        return stack_uses(self.catalog, self.scans)

    def referenced_module(self, reference: BuildReference) -> Optional[Module]:
        """The other module that a BUILD file's reference reaches, or None."""
        owner = self.owner(reference.path)
        if reference.kind == "dependency":
            module = self.owner(reference.reaches)
        else:
            use = self.entry_point_use(reference)
            module = None if use is None else use.module
        return module if module is not None and module != owner else None

    @cached_property
    def build_uses(self) -> tuple[ModuleUse, ...]:
        """Everything in a BUILD file that reaches into another module."""
        return tuple(use for reference in self.references for use in self._referring(reference))

    def _referring(self, reference: BuildReference) -> Iterator[ModuleUse]:
        module = self.referenced_module(reference)
        if module is None:
            return
        if reference.kind == "dependency":
            site = ImportSite(reference.position, reference.text, kind="dependency")
            public = module.facade is not None and reference.names_facade(module.facade)
            yield ModuleUse(reference.path, site, module, Node(reference.reaches), public)
        else:
            use = self.entry_point_use(reference)
            if use is not None:
                yield use

    def entry_point_use(self, reference: BuildReference) -> Optional[ModuleUse]:
        """An entry point as a use of what it names."""
        site = ImportSite(reference.position, reference.reaches, kind="string", call="entry point")
        return next(iter(self._crossing.all(reference.path, site)), None)

    def ambiguous_prefixes(self, scan: FileScan) -> Iterator[UnprovableImport]:
        """Strings that only begin a name, where it could end in more than one module."""
        for site in self.sites(scan):
            if not site.partial or any(True for _ in self._crossing.all(scan.path, site)):
                continue
            resolution = self.resolver.resolve(scan.path, site)
            if (
                resolution is not None
                and resolution.end.name is None
                and self._leaves_open(scan.path, resolution.end.base)
            ):
                yield UnprovableImport(site.position, site.call, f'"{site.module}...')

    def _leaves_open(self, path: str, base: str) -> bool:
        """Whether what lies below a package may be another module's internals, or may not."""
        owner, module = self.owner(path), self.owner(base)
        if module is not None:
            return module != owner and self.is_mixed(module, base)
        return any(each != owner and each.path.startswith(f"{base}/") for each in self.catalog.modules)

    def is_mixed(self, module: Module, base: str) -> bool:
        """Whether a package of a module has public files and private ones."""
        return self._kinds.get(base, frozenset()) == {True, False} and self.owner(base) == module

    @cached_property
    def _kinds(self) -> Mapping[str, frozenset[bool]]:
        """Whether there are public and private files below each folder of a module."""
        found: dict[str, set[bool]] = {}
        for path in self.scans:
            owner = self.owner(path)
            facade = None if owner is None else owner.facade
            folder = path.rpartition("/")[0]
            while owner is not None and f"{folder}/".startswith(f"{owner.path}/"):
                found.setdefault(folder, set()).add(facade is not None and path in facade.files)
                folder = folder.rpartition("/")[0]
        return {folder: frozenset(kinds) for folder, kinds in found.items()}

    def facade_name(self, module: Module) -> str:
        """The dotted name of a module's facade; empty where it has none."""
        facade = module.facade
        if facade is None:
            return ""
        own = self.resolver.files(Node(facade.directory))
        single = len(facade.files) == 1 and not any(path in facade.files for path in own)
        return self.resolver.dotted(base_of(facade.files[0]) if single else facade.directory)

    def public_names(self, module: Module) -> tuple[str, ...]:
        """The public names of a module: those of its facade's `__init__` files, else of all its files."""
        if module.facade is None:
            return ()
        main = self.resolver.scans(Node(module.facade.directory))
        main = tuple(scan for scan in main if scan.path in module.facade.files)
        chosen = main or tuple(self.scans[path] for path in module.facade.files if path in self.scans)
        return tuple(sorted({name for scan in chosen for name in scan.public_names}))

    def infrastructure_owner(self, base: str) -> Optional[Module]:
        """The module whose infrastructure program a file or directory belongs to, by its path without suffix."""
        module = self.owner(base)
        if module is None or module.program is None:
            return None
        return module if f"{base}/".startswith(f"{module.program}/") else None

    def visibility(self, module: Module, node: Node) -> str:
        """What a file or package of a module is to others: "public", "private", or "neutral": an empty way to it."""
        files = self.resolver.files(node)
        facade = module.facade
        if facade is None:
            return "private"
        if files:
            return "public" if any(path in facade.files for path in files) else "private"
        # A folder without a file of its own is what the files below it are.
        below = self._kinds.get(node.base, frozenset())
        return "neutral" if below == {True, False} else "public" if below == {True} else "private"
