"""Finds the files that may have a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Optional

from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.boundaries.resolver.screened import Screened
from pantstack.boundaries.scanner.outline.outline import Outline
from pantstack.boundaries.screening.judge import Judge
from pantstack.boundaries.screening.re_exported_modules import ReExportedModules
from pantstack.boundaries.screening.read_names import chain_sites
from pantstack.boundaries.screening.verdict import SUSPECT, Verdict


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
        self._examined = {path for path in project.scans if path not in project.outlines}
        self._verdicts: dict[tuple[str, Optional[str], Optional[str]], dict[str, Verdict]] = {}
        # A name that is read as it is has no site.
        self._chains: dict[Optional[tuple[object, ...]], Verdict] = {None: SUSPECT}
        self._used: dict[str, tuple[str, ...]] = {}
        self._imports: dict[str, int] = {}
        self._re_exported = ReExportedModules(project)

    def screen(self, path: str, outline: Outline) -> None:
        """Judge one file by itself; what its own module re-exports to it is seen later."""
        project = self._project
        verdicts = self._statements(path, outline)
        self._imports[path] = sum(verdict.names for verdict in verdicts)
        uncertain = outline.type_checking and not project.type_checking
        in_program = project.infrastructure_owner(base_of(path)) is not None
        if uncertain or in_program or any(verdict.suspect for verdict in verdicts):
            self._examined.add(path)
            return
        strings = [self._string(path, dotted) for dotted in outline.strings]
        used = {module for verdict in (*verdicts, *strings) for module in verdict.uses}
        read = self._read(path, outline, verdicts) if outline.chains else ()
        # A chain may be that of a comment: it proves no use.
        if any(each.suspect for each in strings) or any(
            verdict.suspect or not used.issuperset(verdict.uses) for verdict in read
        ):
            self._examined.add(path)
            return
        if used:
            self._used[path] = tuple(sorted(used))
        self._re_exported.add(path, verdicts)

    def _statements(self, path: str, outline: Outline) -> list[Verdict]:
        known = self._verdicts.setdefault(self._place(path), {})
        verdicts = []
        for statement in outline.statements:
            verdict = known.get(statement)
            if verdict is None:
                verdict = known[statement] = self._judge.statement(path, statement)
            verdicts.append(verdict)
        return verdicts

    def _string(self, path: str, dotted: str) -> Verdict:
        key = (*self._place(path), dotted)
        if key not in self._chains:
            self._chains[key] = self._judge.string(path, dotted)
        return self._chains[key]

    def _place(self, path: str) -> tuple[str, Optional[str], Optional[str]]:
        """What decides how an import is judged: files of the same folder are judged alike."""
        return (path.rpartition("/")[0], self._project.owner_path(path), self._judge.layer(path))

    def _read(self, path: str, outline: Outline, verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
        """Yield the verdicts of the chains that start with names of modules."""
        modules = [module for verdict in verdicts for module in verdict.modules]
        layered = {name for verdict in verdicts for name in verdict.layered}
        if layered and any(chain.partition(".")[0] in layered for chain in outline.chains):
            yield SUSPECT
        place = self._place(path)
        for site in chain_sites(outline.chains, modules, self._roots) if modules else ():
            key = None if site is None else (*place, site.level, site.module, site.base)
            if site is not None and key not in self._chains:
                self._chains[key] = self._judge.chain(path, site)
            yield self._chains[key]

    def screen_own_names(self) -> None:
        """Examine the files that may read a module of others from a file of their own module."""
        found = set(self._examined)
        while True:
            self._re_exported.add_examined(found)
            self._re_exported.rename()
            found = {
                path
                for path, outline in self._project.outlines.items()
                if path not in self._examined
                if self._re_exported.may_reach(path, outline, self._statements(path, outline))
            }
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
