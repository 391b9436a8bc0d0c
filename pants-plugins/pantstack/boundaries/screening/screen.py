"""Finds the files that may have a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Optional

from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.screened import Screened, grouped
from pantstack.boundaries.screening.conclusions import Conclusions, Taking, surroundings
from pantstack.boundaries.screening.file_judge import FileJudge, JudgedFile
from pantstack.boundaries.screening.judging.place import around_modules
from pantstack.boundaries.screening.re_exported_modules import BoundNames, ReExportedModules
from pantstack.boundaries.screening.source_tree import SourceTree


def screen(project: Project, roots: frozenset[str], tree: Optional[SourceTree] = None) -> Screened:
    """Judge the outlines of a project; a file without one has to be examined.

    Args:
        roots: the first segments of the dotted names of the repository's own files.
        tree: of the files, with what was concluded last, and where this is kept; None where nothing is.
    """
    if tree is None:
        return _Screening(project, roots, Conclusions(), dict.fromkeys(project.scans, b"")).screened()
    around, digests = surroundings(project, tree.rules), tree.digests()
    screening = _Screening(project, roots, tree.concluded.valid(around, digests, tree.has_same_definitions), digests)
    screened = screening.screened()
    # Where names are circular, what was judged first decides: each run judges all files in the same order then.
    circular = project.resolver.is_circular
    tree.conclude(Conclusions() if circular else screening.conclusions(around, tree.followed))
    return screened


class _Screening:
    """The files as they are judged by themselves, and what follows from that."""

    def __init__(
        self, project: Project, roots: frozenset[str], known: Conclusions, digests: Mapping[str, bytes]
    ) -> None:
        around = frozenset(around_modules(project))
        self._project, self._known, self._digests = project, known, digests
        self._judge = FileJudge(project, roots, around)
        self._re_exported = ReExportedModules(project, around)
        self._changed = {path: None for path, digest in digests.items() if known.digests.get(path) != digest}
        self._files = dict(known.files)
        self._bound: dict[str, BoundNames] = {}
        self._taking: dict[Taking, frozenset[str]] = {}
        self._examined: set[str] = set()

    def screened(self) -> Screened:
        """Judge the files that have changed, and draw the conclusions from all."""
        outlines = self._project.outlines
        for path in self._changed:
            outline = outlines.get(path)
            if outline is None:
                self._files.pop(path, None)
            else:
                self._files[path] = self._judge.judge(path, outline)
        self._examine()
        return self._result()

    def conclusions(self, around: bytes, followed: Iterable[str]) -> Conclusions:
        """Return what to keep.

        Args:
            followed: the files that were looked into for others.
        """
        looked_into = self._known.followed.union(followed)
        return Conclusions(around, self._digests, looked_into, self._files, self._bound, self._taking)

    def _examine(self) -> None:
        """Examine suspect files, and those that may read a module of others from a file of their own module."""
        found = {path for path in self._digests if path not in self._files}
        found.update(path for path, file in self._files.items() if file.suspect)
        for path, file in self._files.items():
            if file.leading_out:
                self._re_exported.add(path, file.leading_out)
        is_first = True
        while found or is_first:
            is_first = False
            self._examined |= found
            for path in sorted(found):
                self._bound[path] = self._bound_by(path)
                self._re_exported.add_examined(path, self._bound[path])
            taking = (self._takes(owner, names) for owner, names in self._re_exported.renamed())
            found = {path for paths in taking for path in paths if path not in self._examined}

    def _bound_by(self, path: str) -> BoundNames:
        known = None if path in self._changed else self._known.bound.get(path)
        # All of the file is needed later.
        return known or self._re_exported.bound(self._project.whole(path))

    def _takes(self, owner: Optional[str], names: frozenset[str]) -> frozenset[str]:
        """The files of a module that may take one of some names from others of it, without being suspect."""
        known, outlines = self._known.taking.get((owner, names)), self._project.outlines
        changed = (path for path in self._changed if path in self._files and self._project.owner_path(path) == owner)
        judged = self._of_owner.get(owner, ()) if known is None else changed
        found = set() if known is None else set(known.difference(self._changed))
        for path in judged:
            file = self._files[path]
            if not file.suspect and (file.reads_own or self._judge.takes(path, outlines[path], names)):
                found.add(path)
        self._taking[owner, names] = frozenset(found)
        return self._taking[owner, names]

    @cached_property
    def _of_owner(self) -> dict[Optional[str], list[str]]:
        """The files with an outline, by the paths of their modules."""
        found: dict[Optional[str], list[str]] = {}
        for path in self._files:
            found.setdefault(self._project.owner_path(path), []).append(path)
        return found

    def _clean(self) -> Iterator[tuple[str, JudgedFile]]:
        return ((path, file) for path, file in self._files.items() if path not in self._examined)

    def _replacing(self) -> Iterator[tuple[str, str, bool]]:
        """Yield the names that files may replace, with the file, and whether they may assign to them."""
        for path, file in self._clean():
            if file.replaced:
                yield from ((name, path, name in file.assigned) for name in file.replaced)

    def _result(self) -> Screened:
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
            frozenset([text for file in self._files.values() if file.renaming for text in file.renaming]),
        )
