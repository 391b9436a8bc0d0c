"""Propose declarations for a tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Optional

from pantstack.base.locations import SourceLocation
from pantstack.boundaries.adoption import choose_facade, naming
from pantstack.boundaries.adoption.assign_owners import Owners
from pantstack.boundaries.adoption.choose_modules import Candidate, choose_modules
from pantstack.boundaries.adoption.describe import describe
from pantstack.boundaries.adoption.folders import Folders
from pantstack.boundaries.adoption.model import Options, Proposal, ProposedFacade, ProposedModule, ResolvedImport, Tree
from pantstack.buildfiles.globs import below
from pantstack.buildfiles.ownership import owns
from pantstack.buildfiles.parse import BuildFile, Call
from pantstack.declarations.model import Catalog, Module

AUTOMATIC = Options()


def propose(
    tree: Tree, options: Options = AUTOMATIC, used_modules: Optional[Mapping[str, Collection[str]]] = None
) -> Proposal:
    """Propose modules and facades, the same for the same tree.

    Args:
        used_modules: what each module uses once it is declared; None for what its imports reach as they are written.

    Raises:
        UserError: where the options are wrong.
    """
    files = sorted({path for path in tree.files if path.endswith((".py", ".pyi"))})
    owners = Owners(tree.existing, files)
    declared = {
        build.directory: build
        for build in owners.builds.values()
        if build.directory and any(call.kind == "pantstack_module" for call in build.calls)
    }
    folders = Folders(files, tree.imports, tree.source_roots)
    choice = choose_modules(folders, declared, options)
    skipped = list(choice.skipped)
    candidates = []
    for candidate in choice.candidates:
        why = _unwritable(candidate.path, owners)
        if why:
            skipped.append((candidate.path, why))
        else:
            candidates.append(candidate)
    imports = _ModuleImports(files, tree.imports, [*declared, *(candidate.path for candidate in candidates)])
    if used_modules is not None:
        imports.use(used_modules)
    tests = [path for path, _ in choice.skipped if folders.holds_tests(path)]
    proposer = _Proposer(tree, owners, folders, imports, tests)
    modules = tuple(proposer.module(candidate) for candidate in candidates)
    skipped += proposer.skipped
    for path, build in declared.items():
        skipped += _missing_dependencies(build, imports.depends_on(path) & {candidate.path for candidate in candidates})
    return Proposal(modules, owners.texts(), tuple(sorted(skipped)), len(imports.owned("")), len(declared))


class _ModuleImports:
    """The files and imports of each module, existing and proposed, before any facade is chosen."""

    def __init__(
        self, files: Sequence[str], imports: Sequence[tuple[str, str, Optional[str]]], modules: Collection[str]
    ) -> None:
        """Sort files and imports by the directories of all modules."""
        catalog = Catalog(tuple(Module(path, SourceLocation(f"{path}/BUILD", 1)) for path in sorted(modules)))
        self._owned: dict[str, list[str]] = defaultdict(list)
        for path in files:
            self._owned[_owner_path(catalog, path)].append(path)
        self._into: dict[str, list[ResolvedImport]] = defaultdict(list)
        self._from: dict[str, set[str]] = defaultdict(set)
        for resolved in (ResolvedImport(*fields) for fields in imports):
            module = catalog.entered(resolved.importer, resolved.reached)
            if module is not None:
                self._into[module.path].append(resolved)
                self._from[_owner_path(catalog, resolved.importer)].add(module.path)

    def owned(self, module: str) -> Sequence[str]:
        """Return the files of a module; for the empty one those that no module owns."""
        return self._owned.get(module, [])

    def into(self, module: str) -> Sequence[ResolvedImport]:
        """Return the imports from outside of a module that reach it."""
        return self._into.get(module, [])

    def use(self, used_modules: Mapping[str, Collection[str]]) -> None:
        """Replace what modules import by what they use."""
        self._from = defaultdict(set, {module: set(used) for module, used in used_modules.items()})

    def depends_on(self, module: str) -> set[str]:
        """Return the modules that a module imports."""
        return self._from.get(module, set())


def _owner_path(catalog: Catalog, path: str) -> str:
    owner = catalog.owner(path)
    return "" if owner is None else owner.path


class _Proposer:
    """The proposals for one module after another."""

    def __init__(
        self, tree: Tree, owners: Owners, folders: Folders, imports: _ModuleImports, tests: Collection[str]
    ) -> None:
        self.skipped: list[tuple[str, str]] = []
        self._tree = tree
        self._owners = owners
        self._folders = folders
        self._imports = imports
        self._tests = tests

    def module(self, candidate: Candidate) -> ProposedModule:
        """Declare a module, and its facade."""
        path = candidate.path
        owned = self._imports.owned(path)
        depends_on = tuple(sorted(self._imports.depends_on(path)))
        description = describe(path, owned, self._tree.docstrings, self._folders.root_of)
        self._owners.declare_module(path, description, depends_on)
        facade, no_facade_reason = self._facade(path)
        around = [use for use in self._imports.into(path) if not _public(facade, use.reached)]
        return ProposedModule(
            path,
            description,
            depends_on,
            facade,
            candidate.reason,
            no_facade_reason,
            len(owned),
            len(around),
            sum(self._is_test(use.importer) for use in around),
        )

    def _is_test(self, path: str) -> bool:
        return naming.is_test(path) or any(below(folder, path) for folder in self._tests)

    def _facade(self, module: str) -> tuple[Optional[ProposedFacade], str]:
        """Return a module's facade, or why it has none."""
        uses = [use for use in self._imports.into(module) if not self._is_test(use.importer)]
        there = next(_facades(module, self._owners), None)
        if there is not None:
            return choose_facade.with_usage(_declared(*there, self._imports.owned(module)), uses), ""
        if not uses:
            return None, (
                "only tests outside import it" if self._imports.into(module) else "nothing outside imports it"
            )
        owned, owning = self._imports.owned(module), self._owners.owning_directories
        facade = choose_facade.choose(module, owned, uses, owning, self._tree.listing)
        if facade is None:
            return None, "what is imported from outside is private by its name, or a test"
        why = self._owners.declare_facade(facade)
        if why:
            wider = self._owners.named_target(facade)
            if wider is not None and below(module, wider.directory) and not self._owners.declare_facade(wider):
                return choose_facade.with_usage(wider, uses), ""
            spot = facade.directory if len(facade.files) > 1 else facade.files[0]
            self.skipped.append((spot, why))
            return None, f"{spot} could be one: see what was skipped"
        return facade, ""


def _unwritable(module: str, owners: Owners) -> str:
    """Return why a module cannot be declared; empty if it can."""
    broken = owners.broken(module)
    if broken is not None:
        return f"line {broken.error} of {broken.path} is not Python: fix it, then run again"
    facades = tuple(_facades(module, owners))
    if len(facades) > 1:
        spots = " and ".join(f"{build.path}:{call.line}" for build, call in facades)
        return f"it has more than one public_facade, at {spots}: keep one, then run again"
    return ""


def _facades(module: str, owners: Owners) -> Iterator[tuple[BuildFile, Call]]:
    """Yield the facades that are declared in a directory that is not a module yet."""
    for build in owners.builds.values():
        if below(module, build.directory):
            for call in build.calls:
                if call.kind == "public_facade":
                    yield build, call


def _declared(build: BuildFile, call: Call, owned: Sequence[str]) -> ProposedFacade:
    files = tuple(path for path in owned if below(build.directory, path) and owns(build, call, path))
    return ProposedFacade(build.directory, (), files, (), 0, 0, f"it is already declared at {build.path}:{call.line}")


def _public(facade: Optional[ProposedFacade], reached: str) -> bool:
    return facade is not None and (reached in facade.files or reached == facade.directory)


def _missing_dependencies(build: BuildFile, used: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield what the existing declaration of a module still lacks."""
    if used:
        yield (
            build.path,
            f"its module imports {', '.join(sorted(used))}: add that to its depends_on (`pants modules --sync` does)",
        )
