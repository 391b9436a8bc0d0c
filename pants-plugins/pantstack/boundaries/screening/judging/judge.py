"""Judges import statements and chains of attributes without a look at the file around them."""

from __future__ import annotations

from typing import Optional

from pantstack.boundaries.resolver.crossings.inner_layers import InnerLayers
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.scanner.model import ImportSite
from pantstack.boundaries.scanner.outline.statements import ImportItem, leads_elsewhere, read_statement
from pantstack.boundaries.screening.judging.followed import Followed
from pantstack.boundaries.screening.judging.place import Place
from pantstack.boundaries.screening.judging.verdict import NOTHING, SUSPECT, BoundModule, Verdict, join_verdicts
from pantstack.buildfiles.globs import parent


class Judge:
    """Judges what the files of a project import.

    An import from the file's own module needs no look at what that file binds: a name that one file of a module takes
    from another one is no use of a third module, whatever it stands for. All others are followed like those of examined
    files, which parses facades, and files that no module owns.

    Attributes:
        elsewhere: the statements that import nothing of the repository, with the number of their names.
    """

    def __init__(self, project: Project, layers: InnerLayers, roots: frozenset[str], around: frozenset[str]) -> None:
        """Judge for a project.

        Args:
            roots: the first segments of the dotted names of the repository's own files.
            around: the folders around modules and programs.
        """
        self._project = project
        self._owner = project.catalog.owner
        self._plain_files = project.resolver.python.plain_files
        self._roots = roots
        self._followed = Followed(project, layers)
        self._around = around
        self.elsewhere: dict[str, int] = {}

    def statement(self, place: Place, statement: str) -> Verdict:
        """Judge an import statement of the files in a place."""
        verdict = place.verdicts.get(statement)
        if verdict is None:
            verdict = place.verdicts[statement] = self._taken_plainly(place, statement) or self._judge(place, statement)
        return verdict

    def is_own_file(self, place: Place, beginning: str) -> bool:
        """Return whether a `from` statement takes names from a file of the module, which is no package.

        That is the most frequent one of all. Where the module has layers, it may lead from one to another.

        Args:
            beginning: the statement up to what it takes.
        """
        dotted = beginning[len("from ") :]
        module = dotted.lstrip(".")
        level = len(dotted) - len(module)
        roots = place.roots.get(level) or self._roots_of(place, level)
        if place.layer is not None or not module:
            base: Optional[str] = None
        elif len(roots) == 1:
            base = f"{roots[0]}/{module.replace('.', '/')}" if roots[0] else module.replace(".", "/")
        else:
            base = self._project.resolver.plain.below(roots, module)
        own = (
            base in self._plain_files
            and self._owner(str(base)) is place.owner
            and base not in self._around
            and not self._is_program(place, str(base))
        )
        place.own_files[beginning] = own
        return own

    def _roots_of(self, place: Place, level: int) -> tuple[str, ...]:
        place.roots[level] = self._project.resolver.plain.candidates(place.path, level)
        return place.roots[level]

    def chain(self, place: Place, site: ImportSite) -> Verdict:
        """Judge a chain of attributes; one that ends with a module may go on wherever its value is used."""
        return self._followed.chain(place.path, site)

    def string(self, place: Place, dotted: str) -> Verdict:
        """Judge a dotted name in a string, by which something is patched."""
        base = self._project.resolver.plain.beginning(place.path, dotted)
        if base is None or self._project.owner(base) is not place.owner or base in self._around:
            return self._followed.string(place.path, dotted)
        return SUSPECT if self._is_program(place, base) or place.layer is not None else NOTHING

    def _judge(self, place: Place, statement: str) -> Verdict:
        if leads_elsewhere(statement, self._roots):
            self.elsewhere[statement] = statement.count(", ") + 1
            return Verdict(self.elsewhere[statement])
        items = read_statement(statement)
        if items[0].name is None:
            return join_verdicts([self._module(place, item) for item in items])
        base = self._plain_base(place, items[0].level, items[0].module)
        if base is None:
            return join_verdicts([self._followed.imported(place.path, item) for item in items])
        return SUSPECT if self._is_program(place, base) else self._taken(place, base, items)

    def _taken_plainly(self, place: Place, statement: str) -> Optional[Verdict]:
        beginning, _, names = statement.partition(" import ")
        if names in ("", "*"):
            return None
        is_own = place.own_files.get(beginning)
        if not (self.is_own_file(place, beginning) if is_own is None else is_own):
            return None
        items = names.split(", ")
        return Verdict(len(items), taken=tuple([item.partition(" ")[0] for item in items]))

    def _plain_base(self, place: Place, level: int, module: str) -> Optional[str]:
        """The path without suffix that an import names, if that plainly belongs to the file's own module."""
        roots = place.roots.get(level) or self._roots_of(place, level)
        base = self._project.resolver.plain.below(roots, module)
        if base is None or self._owner(base) is not place.owner or base in self._around:
            return None
        return base

    def _module(self, place: Place, item: ImportItem) -> Verdict:
        """Judge `import a.b` or `import a.b as c`."""
        base = self._plain_base(place, item.level, item.module)
        if base is None or not self._is_read_plainly(place, base):
            return self._followed.imported(place.path, item)
        # A layer is left by any name below the module.
        if self._is_program(place, base) or place.layer is not None:
            return SUSPECT
        bound = base if item.whole else self._plain_base(place, 0, item.bound)
        own = (item.bound,) if item.whole else ()
        return Verdict(own=own, modules=(BoundModule.of(item, own=True, leads_out=bound is None),))

    def _is_read_plainly(self, place: Place, base: str) -> bool:
        """Return whether the package around a file binds its name to nothing of others, as far as that matters."""
        around = parent(base)
        return self._project.owner(around) is place.owner or not self._project.resolver.python.of(around)

    def _taken(self, place: Place, base: str, items: list[ImportItem]) -> Verdict:
        """Judge the names that a file takes from a package of its module."""
        exists, prefix = self._project.resolver.python.exists, f"{base}/" if base else ""
        if place.layer is not None and any(self._followed.leaves_layer(place.path, item) for item in items):
            return SUSPECT
        names = tuple([item.name for item in items if item.bound and item.name is not None])
        own, others = [], []
        for item in items:
            reached = f"{prefix}{item.name}"
            if not exists(reached):
                continue
            if self._is_program(place, reached):
                return SUSPECT
            if self._project.owner(reached) is not place.owner or reached in self._around:
                others.append(self._followed.imported(place.path, item))
            else:
                own.append(item.bound)
        layered = () if place.layer is None else tuple(own)
        found = Verdict(len(items) - len(others), taken=names, own=tuple(own), layered=layered)
        return join_verdicts([found, *others])

    def _is_program(self, place: Place, base: str) -> bool:
        """Return whether an import within a module reaches its infrastructure program."""
        has_program = place.owner is not None and place.owner.infrastructure is not None
        return has_program and self._project.infrastructure_owner(base) is not None
