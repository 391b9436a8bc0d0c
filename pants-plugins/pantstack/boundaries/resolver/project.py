"""What a check looks at: the facts of a run, and which of them cross into a module."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Callable, Optional

from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.locks.resolves import Resolve
from pantstack.boundaries.resolver.build_references import BuildReference
from pantstack.boundaries.resolver.consumers.needs import Consumers, Edges
from pantstack.boundaries.resolver.consumers.targets import FileResolves
from pantstack.boundaries.resolver.crossings.boundary_crossings import BoundaryCrossings
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.boundaries.resolver.replaced_names import ReplacedNames
from pantstack.boundaries.resolver.resolution import Node
from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.boundaries.resolver.screened import Screened, examine_all
from pantstack.boundaries.resolver.stack_uses import StackUse, stack_dependencies, stack_uses
from pantstack.boundaries.resolver.visibility import PublicApi
from pantstack.boundaries.scanner.definitions.model import FileDefinitions
from pantstack.boundaries.scanner.model import FileScan, ImportSite
from pantstack.boundaries.scanner.outline.outline import Outline
from pantstack.buildfiles.globs import TEST_FILES, matches
from pantstack.buildfiles.locate import entry_positions
from pantstack.declarations.model import Catalog, Module


@dataclass(frozen=True)
class Project:
    """The facts of a run: all of the repository, whatever part of it is selected.

    Attributes:
        scans: every Python file, by path; of one with an outline, what it binds and exports.
        layers: the configured layers, outermost first.
        builds: the texts of BUILD files that declare modules and facades, by path.
        type_checking: whether imports under `if TYPE_CHECKING` are judged.
        data: the files that are declared data: they need not be Python, whatever their names say.
        resolves: which modules' resolves the files are in.
        locks: the resolves whose lockfiles Pants makes.
        facade_locks: the texts of the locks of facades, by path.
        definitions: of the files of modules whose facades have a lock, by path.
        outlines: of the files whose imports are certain without parsing them, by path.
        read_whole: reads everything about a file; None where `scans` has it.
        screen: finds the files that may have a finding, by the outlines of all.
    """

    catalog: Catalog
    resolver: Resolver
    scans: Mapping[str, FileScan]
    layers: tuple[str, ...] = ()
    references: tuple[BuildReference, ...] = ()
    builds: Mapping[str, str] = field(default_factory=dict)
    type_checking: bool = True
    data: frozenset[str] = frozenset()
    resolves: FileResolves = field(default_factory=FileResolves)
    locks: tuple[Resolve, ...] = ()
    facade_locks: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, FileDefinitions] = field(default_factory=dict)
    outlines: Mapping[str, Outline] = field(default_factory=dict)
    screen: Callable[[Project], Screened] = examine_all
    read_whole: Optional[Callable[[str], FileScan]] = None

    @cached_property
    def public_api(self) -> PublicApi:
        """Which files and names of the modules are public."""
        return PublicApi(self.catalog, self.resolver, self.scans)

    @cached_property
    def crossings(self) -> BoundaryCrossings:
        """Which imports cross into which modules."""
        return BoundaryCrossings(self.catalog, self.resolver, self.scans, self.public_api)

    def whole(self, path: str) -> FileScan:
        """Return everything about a file, also what it reaches without an import statement."""
        return self.scans[path] if self.read_whole is None else self.read_whole(path)

    @cached_property
    def screened(self) -> Screened:
        """Which files may have a finding, and what the others use."""
        return self.screen(self)

    @cached_property
    def examined(self) -> tuple[tuple[str, FileScan], ...]:
        """The files that may have a finding, sorted by path."""
        return tuple((path, self.whole(path)) for path in sorted(self.screened.examined))

    @property
    def unparsable(self) -> Iterator[tuple[str, FileScan]]:
        """The files that could not be parsed, and whose imports are not certain without that."""
        return (each for each in self.examined if each[1].error is not None and each[0] not in self.outlines)

    @cached_property
    def judged_uses(self) -> tuple[ModuleUse, ...]:
        """Every import of an examined file that crosses into a module, by path and position."""
        return tuple(use for path, _ in self.examined for use in self.uses_of(path))

    @cached_property
    def module_uses(self) -> tuple[ModuleUse, ...]:
        """Every import that crosses into a module, by path and position: all files that have one are parsed."""
        paths = {*self.screened.examined, *self.screened.outside}
        paths.update(path for users in self.screened.edges.values() for path in users)
        return tuple(use for path in sorted(paths) for use in self.uses_of(path))

    def uses_of(self, path: str) -> tuple[ModuleUse, ...]:
        """Return every import of a file that crosses into a module, by position."""
        if path not in self._uses:
            uses: list[ModuleUse] = []
            for site in self.sites(self.whole(path)):
                use = self.crossings.by_import(path, site)
                uses += self.crossings.by_star(path, site) if use is None else (use,)
            self._uses[path] = tuple(uses)
        return self._uses[path]

    @cached_property
    def _uses(self) -> dict[str, tuple[ModuleUse, ...]]:
        """The imports of files that cross into modules, as far as they are known."""
        return {}

    def mentioning(self, names: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
        """Return the paths of files that may import one of these names or take it from a module, sorted.

        Args:
            names: by the path of a module whose own files take them from no other one.
        """
        wanted: dict[Optional[str], frozenset[str]] = {}
        found = set(self.screened.examined) if names else set[str]()
        for path, outline in self.outlines.items() if names else ():
            owner = self.owner_path(path)
            if owner not in wanted:
                wanted[owner] = names_of_others(names, owner)
            if wanted[owner] and path not in found and not outline.words.isdisjoint(wanted[owner]):
                found.add(path)
        return tuple(sorted(found))

    @cached_property
    def used_names(self) -> Mapping[tuple[str, str], Mapping[Node, str]]:
        """What each module uses of another one outside of tests, with the dotted name by which its code looks it up."""
        names: dict[tuple[str, str], dict[Node, str]] = {}
        for use in self.module_uses:
            owner, chain = self.owner_path(use.path), use.site.kind == "attribute"
            bound = use.name if chain else use.site.bound
            test = matches(TEST_FILES, use.path.rpartition("/")[2])
            if owner is None or test or not use.public or use.name in (None, "*") or bound is None:
                continue
            step = self.resolver.resolve_name(use.node.base, str(use.name))
            if step is not None:
                place = self.resolver.dotted(use.node.base if chain else base_of(use.path))
                names.setdefault((owner, use.module.path), {}).setdefault(step.result, f"{place}.{bound}")
        return names

    @cached_property
    def build_uses(self) -> tuple[ModuleUse, ...]:
        """Everything in a BUILD file that reaches into another module."""
        return tuple(use for use in map(self.crossings.by_reference, self.references) if use is not None)

    @cached_property
    def replaced(self) -> ReplacedNames:
        """Which names do not stay what their own files say."""
        return ReplacedNames(self.resolver, self.whole, self.screened)

    @cached_property
    def stack_uses(self) -> tuple[StackUse, ...]:
        """Every stack reference of a module that leads to another one, or may, by path and position."""
        return stack_uses(self.catalog, dict(self.examined))

    @cached_property
    def used_modules(self) -> Mapping[str, frozenset[str]]:
        """The paths of the modules that each module uses, in code, in BUILD files or by their stacks."""
        used: dict[str, set[str]] = {module.path: set() for module in self.catalog.modules}
        for user, path in self.screened.edges:
            used[user].add(path)
        for use in (*self.judged_uses, *self.build_uses):
            owner = self.owner(use.path)
            if owner is not None:
                used[owner.path].add(use.module.path)
        for user, path in stack_dependencies(self.stack_uses):
            used[user].add(path)
        return {path: frozenset(modules) for path, modules in used.items()}

    @cached_property
    def declared_consumers(self) -> Consumers:
        """Who needs what in its resolves, by the declared dependencies."""
        return self.consumers({module.path: module.depends_on for module in self.catalog.modules})

    def consumers(self, edges: Edges) -> Consumers:
        """Follow who needs what in its resolves, where modules declare these dependencies."""
        facts = (self.catalog, self.resolver, self.scans, self.resolves)
        return Consumers(*facts, edges, type_checking=self.type_checking)

    def sites(self, scan: FileScan) -> Iterator[ImportSite]:
        """Yield the imports of a file that are judged."""
        return (site for site in scan.imports if self.type_checking or not site.type_checking)

    def owner(self, path: str) -> Optional[Module]:
        """Return the module that a file or directory belongs to."""
        return self.catalog.owner(path)

    def owner_path(self, path: str) -> Optional[str]:
        """Return the path of the module that a file or directory belongs to."""
        owner = self.owner(path)
        return None if owner is None else owner.path

    def home(self, finding: Finding) -> Optional[str]:
        """Return the path of the module that a finding lies in."""
        return finding.module or self.owner_path(finding.path)

    def infrastructure_owner(self, base: str) -> Optional[Module]:
        """Return the module whose infrastructure program a file or directory belongs to, by its path without suffix."""
        module = self.owner(base)
        if module is None or module.program is None:
            return None
        return module if f"{base}/".startswith(f"{module.program}/") else None

    def points_outward(self, module: Module, used: Module) -> bool:
        """Return whether one module's use of another goes from an inner to an outer layer."""
        inner, outer = self._rank(module), self._rank(used)
        return inner is not None and outer is not None and outer < inner

    def _rank(self, module: Module) -> Optional[int]:
        return self.layers.index(module.layer) if module.layer in self.layers else None

    def item_position(self, module: Module, field: str, item: str) -> Position:
        """Return where a string of a list stands in a declaration; where that is computed, the declaration's place."""
        key = (module.path, field)
        if key not in self._item_positions:
            text = self.builds.get(module.location.path, "")
            self._item_positions[key] = entry_positions(text, "pantstack_module", module.target_name, field)
        return self._item_positions[key].get(item) or Position(module.location.line, 1)

    @cached_property
    def _item_positions(self) -> dict[tuple[str, str], Mapping[str, Position]]:
        """Where the strings of the fields of modules stand, as far as they are known."""
        return {}


def names_of_others(names: Mapping[str, frozenset[str]], owner: Optional[str]) -> frozenset[str]:
    """Return all names but those of one module, by its path."""
    return frozenset[str]().union(*(of_module for module, of_module in names.items() if module != owner))
