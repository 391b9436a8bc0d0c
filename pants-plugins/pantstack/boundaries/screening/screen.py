"""Finds the files that may have a finding."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.resolver.crossings.inner_layers import InnerLayers
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.screened import Screened, grouped
from pantstack.boundaries.scanner.outline.outline import Outline
from pantstack.boundaries.screening.judge import Judge
from pantstack.boundaries.screening.place import Place, Places, around_modules
from pantstack.boundaries.screening.re_exported_modules import ReExportedModules
from pantstack.boundaries.screening.read_names import chain_sites, gives_something
from pantstack.boundaries.screening.verdict import Verdict


def screen(project: Project, roots: frozenset[str]) -> Screened:
    """Judge the outlines of a project; a file without one has to be examined.

    Args:
        roots: the first segments of the dotted names of the repository's own files.
    """
    screening = _Screening(project, roots)
    for path, outline in project.outlines.items():
        screening.screen(path, outline)
    screening.screen_own_names()
    return screening.result()


class _Screening:
    """The files that are screened one after another."""

    def __init__(self, project: Project, roots: frozenset[str]) -> None:
        self._project = project
        self._roots = roots
        around, layers = frozenset(around_modules(project)), InnerLayers(project.catalog, project.resolver)
        self._judge = Judge(project, layers, roots, around)
        self._places = Places(project, layers)
        self._examined = {path for path in project.scans if path not in project.outlines}
        self._verdicts: dict[str, list[Verdict]] = {}
        self._used: dict[str, tuple[str, ...]] = {}
        self._imports: dict[str, int] = {}
        self._re_exported = ReExportedModules(project, around)

    def screen(self, path: str, outline: Outline) -> None:
        """Judge one file by itself; what its own module re-exports to it is seen later."""
        place = self._places.of(path)
        verdicts, self._imports[path] = self._statements(place, outline)
        if place.in_program or (outline.type_checking and not self._project.type_checking):
            self._examined.add(path)
            return
        used = {module for verdict in verdicts for module in verdict.uses}
        for verdict in self._strings(place, outline) if outline.strings else ():
            used.update(verdict.uses)
            verdicts.append(verdict)
        if any(verdict.suspect for verdict in verdicts) or self._reads_suspect(place, outline, verdicts, used):
            self._examined.add(path)
            return
        self._verdicts[path] = verdicts
        if used:
            self._used[path] = tuple(sorted(used))
        self._re_exported.add(path, verdicts)

    def _statements(self, place: Place, outline: Outline) -> tuple[list[Verdict], int]:
        """Return the verdicts that say more than how many names are imported, and that number."""
        known, count, found = place.verdicts, 0, []
        for statement in outline.statements:
            verdict = known.get(statement) or self._judge.statement(place, statement)
            count += verdict.names
            if verdict.says_more:
                found.append(verdict)
        return found, count

    def _strings(self, place: Place, outline: Outline) -> Iterator[Verdict]:
        for dotted in outline.strings:
            if (dotted,) not in place.reached:
                place.reached[dotted,] = self._judge.string(place, dotted)
            yield place.reached[dotted,]

    def _reads_suspect(self, place: Place, outline: Outline, verdicts: list[Verdict], used: set[str]) -> bool:
        """Return whether a chain of attributes of a file may be a finding, or a use that no import is."""
        if not outline.chains:
            return False
        layered = {name for verdict in verdicts for name in verdict.layered}
        if layered and any(chain.partition(".")[0] in layered for chain in outline.chains):
            return True
        facades = {name for verdict in verdicts for name in verdict.facades}
        if facades and gives_something(outline, facades):
            return True
        modules = [module for verdict in verdicts for module in verdict.modules]
        for site in chain_sites(outline.chains, modules, self._roots) if modules else ():
            # What a name stands for that is read as it is, only a closer look shows.
            if site is None:
                return True
            key = (site.level, site.module, site.base)
            if key not in place.reached:
                place.reached[key] = self._judge.chain(place, site)
            # A chain may be that of a comment: it proves no use.
            if place.reached[key].suspect or not used.issuperset(place.reached[key].uses):
                return True
        return False

    def screen_own_names(self) -> None:
        """Examine the files that may read a module of others from a file of their own module."""
        found = set(self._examined)
        while True:
            self._re_exported.add_examined(found)
            self._re_exported.rename()
            clean = ((path, verdicts) for path, verdicts in self._verdicts.items() if path not in self._examined)
            outlines = self._project.outlines
            found = {path for path, each in clean if self._re_exported.may_reach(path, outlines[path], each)}
            if not found:
                return
            self._examined |= found

    def _replacing(self) -> Iterator[tuple[str, str, bool]]:
        """Yield the names that files may replace, with the file, and whether they may assign to them."""
        for path in self._verdicts.keys() - self._examined:
            outline = self._project.outlines[path]
            if outline.replaced:
                yield from ((name, path, name in outline.assigned) for name in outline.replaced)

    def result(self) -> Screened:
        """Return what was found."""
        clean = [(path, modules) for path, modules in self._used.items() if path not in self._examined]
        owners = {path: self._project.owner_path(path) for path, _ in clean}
        outside = {path for path, owner in owners.items() if owner is None}
        edges = [
            ((str(owners[path]), module), path) for path, modules in clean if path not in outside for module in modules
        ]
        replacing = tuple(self._replacing())
        return Screened(
            frozenset(self._examined),
            grouped(edges),
            frozenset(outside),
            {path: count for path, count in self._imports.items() if path not in self._examined},
            grouped((name, path) for name, path, assigned in replacing if assigned),
            grouped((name, path) for name, path, _ in replacing),
        )
