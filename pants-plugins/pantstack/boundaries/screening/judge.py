"""Judges import statements and chains of attributes without a look at the file around them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.scanner.model import ImportSite
from pantstack.boundaries.screening.followed import Followed
from pantstack.boundaries.screening.statements import ImportItem, leads_elsewhere, read_statement
from pantstack.boundaries.screening.verdict import NOTHING, SUSPECT, BoundModule, Verdict, join_verdicts
from pantstack.buildfiles.globs import parent, parents
from pantstack.declarations.model import Module


class Judge:
    """Judges what the files of a project import.

    An import from the file's own module needs no look at what that file binds: a name that one file of a module takes
    from another one is no use of a third module, whatever it stands for. All others are followed like those of examined
    files, which parses facades, and files that no module owns.
    """

    def __init__(self, project: Project, roots: frozenset[str]) -> None:
        """Judge for a project.

        Args:
            roots: the first segments of the dotted names of the repository's own files.
        """
        self._project = project
        self._roots = roots
        self._followed = Followed(project)
        self._around = frozenset(_around_modules(project))
        self._with_internals = frozenset(_with_internals(project))
        self.layer = self._followed.layers.of_file

    def statement(self, path: str, statement: str) -> Verdict:
        """Judge an import statement of a file."""
        if leads_elsewhere(statement, self._roots):
            return NOTHING if ", " not in statement else Verdict(statement.count(", ") + 1)
        items = read_statement(statement)
        if items[0].name is None:
            return join_verdicts([self._module(path, item) for item in items])
        owner, base = self._project.owner(path), self._plain_base(path, items[0])
        if base is None:
            return join_verdicts([self._followed.imported(path, item) for item in items])
        if self._is_program(owner, base):
            return SUSPECT
        return self._taken(path, base, items)

    def chain(self, path: str, site: ImportSite) -> Verdict:
        """Judge a chain of attributes; one that ends with a module may go on wherever its value is used."""
        return self._followed.chain(path, site)

    def string(self, path: str, dotted: str) -> Verdict:
        """Judge a dotted name in a string, by which something is patched."""
        owner, base = self._project.owner(path), self._project.resolver.plain.beginning(path, dotted)
        if base is None or self._project.owner(base) is not owner or base in self._around:
            return self._followed.string(path, dotted)
        return SUSPECT if self._is_program(owner, base) or self.layer(path) is not None else NOTHING

    def _plain_base(self, path: str, item: ImportItem) -> Optional[str]:
        """The path without suffix that an import names, if that plainly belongs to the file's own module."""
        base, owner = self._project.resolver.plain.base(path, item.level, item.module), self._project.owner(path)
        plain = base is not None and self._project.owner(base) is owner and base not in self._around
        return base if plain else None

    def _module(self, path: str, item: ImportItem) -> Verdict:
        """Judge `import a.b` or `import a.b as c`."""
        owner, base = self._project.owner(path), self._plain_base(path, item)
        # Its attributes are read from the package around it, which may bind that name to anything.
        if base is None or self._project.owner(parent(base)) is not owner:
            return self._followed.imported(path, item)
        # The facade itself at hand, it may be changed; a layer is left by any name below the module.
        special = self._is_program(owner, base) or self._is_facade(owner, base)
        if special or self.layer(path) is not None:
            return SUSPECT
        return Verdict(modules=(BoundModule.of(item, own=True),))

    def _taken(self, path: str, base: str, items: list[ImportItem]) -> Verdict:
        """Judge the names that a file takes from another one of its module."""
        owner, exists = self._project.owner(path), self._project.resolver.python.exists
        prefix = f"{base}/" if base else ""
        submodules = [item for item in items if item.name is not None and exists(f"{prefix}{item.name}")]
        layered = self.layer(path) is not None
        if layered and any(self._followed.leaves_layer(path, item) for item in items):
            return SUSPECT
        names = tuple([item.name for item in items if item.bound and item.name is not None])
        if not submodules:
            return Verdict(len(items), taken=names)
        own, others = [], []
        for item in submodules:
            reached = f"{prefix}{item.name}"
            if self._is_program(owner, reached) or self._is_facade(owner, reached):
                return SUSPECT
            if self._project.owner(reached) is not owner or reached in self._around:
                others.append(self._followed.imported(path, item))
            else:
                own.append(item.bound)
        found = Verdict(len(items) - len(others), taken=names, own=tuple(own), layered=tuple(own) if layered else ())
        return join_verdicts([found, *others])

    def _is_program(self, owner: Optional[Module], base: str) -> bool:
        """Return whether an import within a module reaches its infrastructure program."""
        return owner is not None and owner.program is not None and self._followed.is_infrastructure(base)

    def _is_facade(self, owner: Optional[Module], base: str) -> bool:
        """Return whether something is a file of its module's facade: whoever has it may put internals into it."""
        if owner is None or owner.facade is None or owner.path not in self._with_internals:
            return False
        return not owner.facade.owned.isdisjoint(self._project.resolver.python.of(base))


def _with_internals(project: Project) -> Iterator[str]:
    """Yield the paths of the modules that have both a facade and files that are not public."""
    for path in project.scans:
        owner = project.owner(path)
        if owner is not None and owner.facade is not None and path not in owner.facade.owned:
            yield owner.path


def _around_modules(project: Project) -> Iterator[str]:
    """Yield the folders around modules and programs: attributes of such a package may lead into them."""
    for module in project.catalog.modules:
        for place in (*module.folders, *module.files, *filter(None, (module.program,))):
            yield from parents(place)
