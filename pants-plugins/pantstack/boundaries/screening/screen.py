"""Finds the files that may have a finding."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Optional

from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.screened import Screened, grouped
from pantstack.boundaries.screening.file_judge import FileJudge, JudgedFile
from pantstack.boundaries.screening.place import around_modules
from pantstack.boundaries.screening.re_exported_modules import ReExportedModules


def screen(project: Project, roots: frozenset[str]) -> Screened:
    """Judge the outlines of a project; a file without one has to be examined.

    Args:
        roots: the first segments of the dotted names of the repository's own files.
    """
    screening = _Screening(project, roots)
    screening.examine()
    return screening.result()


class _Screening:
    """The files as they are judged by themselves, and what follows from that."""

    def __init__(self, project: Project, roots: frozenset[str]) -> None:
        around = frozenset(around_modules(project))
        self._project = project
        self._judge = FileJudge(project, roots, around)
        self._re_exported = ReExportedModules(project, around)
        self._files = {path: self._judge.judge(path, outline) for path, outline in project.outlines.items()}
        self._examined: set[str] = set()

    def examine(self) -> None:
        """Examine suspect files, and those that may read a module of others from a file of their own module."""
        found = {path for path in self._project.scans if path not in self._project.outlines}
        found.update(path for path, file in self._files.items() if file.suspect)
        for path, file in self._files.items():
            if file.leading_out:
                self._re_exported.add(path, file.leading_out)
        is_first = True
        while found or is_first:
            is_first = False
            self._examined |= found
            self._re_exported.add_examined(found)
            found = {path for owner, names in self._re_exported.renamed() for path in self._reading(owner, names)}

    def _reading(self, owner: Optional[str], names: frozenset[str]) -> Iterator[str]:
        """The files of a module that are not examined yet and may read one of some names from others of it."""
        outlines = self._project.outlines
        for path in self._of_owner.get(owner, ()):
            file = self._files[path]
            if path not in self._examined and (file.reads_own or self._judge.takes(path, outlines[path], names)):
                yield path

    @cached_property
    def _of_owner(self) -> dict[Optional[str], list[str]]:
        """The files that may be read without being examined, by the paths of their modules."""
        found: dict[Optional[str], list[str]] = {}
        for path in self._files:
            found.setdefault(self._project.owner_path(path), []).append(path)
        return found

    def _clean(self) -> Iterator[tuple[str, JudgedFile]]:
        return ((path, file) for path, file in self._files.items() if path not in self._examined)

    def _replacing(self) -> Iterator[tuple[str, str, bool]]:
        """Yield the names that files may replace, with the file, and whether they may assign to them."""
        for path, _ in self._clean():
            outline = self._project.outlines[path]
            if outline.replaced:
                yield from ((name, path, name in outline.assigned) for name in outline.replaced)

    def result(self) -> Screened:
        """Return what was found."""
        outside, edges = set[str](), list[tuple[tuple[str, str], str]]()
        for path, file in self._clean():
            owner = self._project.owner_path(path) if file.uses else ""
            if owner is None:
                outside.add(path)
            else:
                edges += [((owner, module), path) for module in file.uses]
        replacing = tuple(self._replacing())
        return Screened(
            frozenset(self._examined),
            grouped(edges),
            frozenset(outside),
            {path: file.names for path, file in self._clean()},
            grouped((name, path) for name, path, assigned in replacing if assigned),
            grouped((name, path) for name, path, _ in replacing),
        )
