"""Finds the files that may have a finding."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.screened import Screened
from pantstack.boundaries.scanner.outline.outline import Outline
from pantstack.boundaries.screening.judge import Judge
from pantstack.boundaries.screening.place import Place, Places
from pantstack.boundaries.screening.re_exported_modules import ReExportedModules
from pantstack.boundaries.screening.read_names import chain_sites
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
        self._judge = Judge(project, roots)
        self._places = Places(project)
        self._examined = {path for path in project.scans if path not in project.outlines}
        self._verdicts: dict[str, list[Verdict]] = {}
        self._used: dict[str, tuple[str, ...]] = {}
        self._imports: dict[str, int] = {}
        self._re_exported = ReExportedModules(project)

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
        if any([verdict.suspect for verdict in verdicts]) or self._reads_suspect(place, outline, verdicts, used):
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

    def _replacing(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for path, outline in self._project.outlines.items():
            for name in outline.replaced if path not in self._examined else ():
                found.setdefault(name, []).append(path)
        return {name: tuple(paths) for name, paths in found.items()}

    def result(self) -> Screened:
        """Return what was found."""
        clean = [(path, modules) for path, modules in self._used.items() if path not in self._examined]
        edges: dict[tuple[str, str], list[str]] = {}
        outside = set()
        for path, modules in clean:
            owner = self._project.owner_path(path)
            if owner is None:
                outside.add(path)
            for module in modules if owner is not None else ():
                edges.setdefault((str(owner), module), []).append(path)
        return Screened(
            frozenset(self._examined),
            {edge: tuple(sorted(paths)) for edge, paths in edges.items()},
            frozenset(outside),
            {path: count for path, count in self._imports.items() if path not in self._examined},
            self._replacing(),
        )
