"""Judges whole files, each by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pantstack.boundaries.resolver.crossings.inner_layers import InnerLayers
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.scanner.outline.outline import Outline
from pantstack.boundaries.screening.judging.judge import Judge
from pantstack.boundaries.screening.judging.place import Place, Places
from pantstack.boundaries.screening.judging.read_names import chain_sites, gives_to_facade
from pantstack.boundaries.screening.judging.verdict import Verdict


class JudgedFile(NamedTuple):
    """What is known of a file by its outline alone.

    Attributes:
        suspect: whether it has to be examined; then nothing else is of use, except for what it renames.
        names: how many names it imports.
        uses: the paths of the modules that it uses, sorted.
        leading_out: the names that it binds to modules of others.
        reads_own: whether it reads attributes of a file of its own module in other ways than by chains.
        replaced: the names that it may replace elsewhere, sorted.
        assigned: those of them that it may assign to.
        renaming: its statements that give something another name.
    """

    suspect: bool = False
    names: int = 0
    uses: tuple[str, ...] = ()
    leading_out: tuple[str, ...] = ()
    reads_own: bool = False
    replaced: tuple[str, ...] = ()
    assigned: tuple[str, ...] = ()
    renaming: tuple[str, ...] = ()


_SUSPECT = JudgedFile(suspect=True)


class FileJudge:
    """Judges the outlines of a project's files."""

    def __init__(self, project: Project, roots: frozenset[str], around: frozenset[str]) -> None:
        """Judge for a project.

        Args:
            roots: the first segments of the dotted names of the repository's own files.
            around: the folders around modules and programs.
        """
        layers = InnerLayers(project.catalog, project.resolver)
        self._project = project
        self._roots = roots
        self._judge = Judge(project, layers, roots, around)
        self._places = Places(project, layers)

    def judge(self, path: str, outline: Outline) -> JudgedFile:
        """Judge one file; what its own module re-exports to it is seen later."""
        judged = self._by_statements(path, outline)
        renaming = tuple([text for text in outline.statements if " as " in text])
        if not (renaming or outline.replaced):
            return judged
        replaced, assigned = tuple(sorted(outline.replaced)), tuple(sorted(outline.assigned))
        return judged._replace(replaced=replaced, assigned=assigned, renaming=renaming)

    def _by_statements(self, path: str, outline: Outline) -> JudgedFile:
        place = self._places.of(path)
        if place.in_program or (outline.type_checking and not self._project.type_checking):
            return _SUSPECT
        names, verdicts = self._statements(place, outline.statements)
        if outline.given and gives_to_facade(self._project, path, outline):
            return _SUSPECT
        if outline.strings:
            verdicts += self._strings(place, outline)
        if not verdicts:
            return JudgedFile(names=names)
        used = {module for verdict in verdicts for module in verdict.uses}
        if any(verdict.suspect for verdict in verdicts) or self._reads_suspect(place, outline, verdicts, used):
            return _SUSPECT
        leading = [module.name for verdict in verdicts for module in verdict.modules if module.leads_out]
        own = {name for verdict in verdicts for name in verdict.own}
        return JudgedFile(False, names, tuple(sorted(used)), tuple(leading), not own.isdisjoint(outline.renamed))  # noqa: FBT003  a tuple

    def takes(self, path: str, outline: Outline, names: frozenset[str]) -> bool:
        """Return whether a file may take one of some names from a file of its own module."""
        followed = (*outline.chains, *outline.strings)
        if any("." in chain and not names.isdisjoint(chain.split(".")[1:]) for chain in followed):
            return True
        if not followed:
            return False
        text, place = "\n".join(outline.statements), self._places.of(path)
        # Hardly any file has one of the names, so they are sought in all statements at once.
        for name in names:
            for statement in outline.statements if name in text else ():
                if name in statement and name in self._judge.statement(place, statement).taken:
                    return True
        return False

    def _statements(self, place: Place, statements: Sequence[str]) -> tuple[int, list[Verdict]]:
        """Return how many names are imported, and the verdicts that say more, except for what is taken from files.

        Most statements lead elsewhere, or take names from a file of the module: there are far too many to make a
        verdict of each.
        """
        elsewhere, own_files, known, judge = self._judge.elsewhere, place.own_files, place.verdicts, self._judge
        count, found = 0, []
        for statement in statements:
            outside = elsewhere.get(statement)
            if outside is not None:
                count += outside
                continue
            beginning, _, names = statement.partition(" import ")
            is_own = own_files.get(beginning)
            if is_own is None and names:
                is_own = judge.is_own_file(place, beginning)
            if is_own and names != "*":
                count += names.count(",") + 1
                continue
            verdict = known.get(statement) or judge.statement(place, statement)
            count += verdict.names
            if verdict.says_more:
                found.append(verdict)
        return count, found

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
