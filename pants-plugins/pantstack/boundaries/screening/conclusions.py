"""What screening concludes about files: the next time, only what depends on something that changed is judged."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Callable, NamedTuple, Optional

from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.python_files import PACKAGES
from pantstack.boundaries.screening.file_judge import JudgedFile
from pantstack.boundaries.screening.re_exported_modules import BoundNames
from pantstack.boundaries.screening.reading_rules import ReadingRules

# The module, then the names that its files may take.
Taking = tuple[Optional[str], frozenset[str]]


class Conclusions(NamedTuple):
    """What was concluded.

    Attributes:
        surroundings: stands for all but the contents of files.
        digests: of the contents of all files, by path.
        followed: the files whose contents decided about others, too.
        files: what is known of those that have an outline.
        bound: what those that were examined bind to modules of others.
        taking: which files may take some names from files of their own module.
    """

    surroundings: bytes = b""
    digests: Mapping[str, bytes] = {}
    followed: frozenset[str] = frozenset()
    files: Mapping[str, JudgedFile] = {}
    bound: Mapping[str, BoundNames] = {}
    taking: Mapping[Taking, frozenset[str]] = {}

    def dump(self, paths: Sequence[str]) -> tuple[Any, ...]:
        """Return it as plain tuples.

        Args:
            paths: of all files.
        """
        kinds = {file: number for number, file in enumerate(dict.fromkeys(self.files.values()))}
        judged = tuple([kinds[self.files[path]] if path in self.files else -1 for path in paths])
        taking = tuple((owner, tuple(names), tuple(found)) for (owner, names), found in self.taking.items())
        return (
            self.surroundings,
            tuple(self.followed),
            tuple(map(tuple, kinds)),
            judged,
            tuple((path, *names) for path, names in self.bound.items()),
            taking,
        )

    @classmethod
    def load(cls, dumped: tuple[Any, ...], digests: Mapping[str, bytes]) -> Conclusions:
        """Make them of plain tuples.

        Args:
            digests: of all files, in the order in which they were dumped.
        """
        surroundings, followed, kinds, judged, bound, taking = dumped
        known = [JudgedFile(*kind) for kind in kinds]
        files = {path: known[number] for path, number in zip(digests, judged) if number >= 0}
        names = {path: BoundNames(*each) for path, *each in bound}
        found = {(owner, frozenset(names)): frozenset(paths) for owner, names, paths in taking}
        return cls(surroundings, digests, frozenset(followed), files, names, found)


class KeptConclusions:
    """The last conclusions.

    Attributes:
        last: never changed, only replaced.
    """

    def __init__(self) -> None:
        self.last = Conclusions()

    def valid(
        self, surroundings: bytes, digests: Mapping[str, bytes], same: Callable[[str, bytes], bool]
    ) -> Conclusions:
        """Return the last ones, unless other declarations, other files or other contents may change any of them.

        Args:
            same: whether a file binds and exports what it did with the contents of a digest.
        """
        last = self.last
        if surroundings != last.surroundings:
            return Conclusions()
        changed = [(path, last.digests[path]) for path in last.followed if last.digests[path] != digests[path]]
        return last if all(same(path, digest) for path, digest in changed) else Conclusions()


def surroundings(project: Project, rules: ReadingRules) -> bytes:
    """Return what stands for everything but the contents of files by which they are judged.

    Args:
        rules: by which they were read.
    """
    packages = [
        (path, project.outlines[path].has_code, project.outlines[path].extends)
        for path in project.outlines
        if path.endswith(PACKAGES)
    ]
    # The order of a set is another one in each process.
    read = (sorted(rules.roots), rules.string_readers)
    parts = (project.catalog, project.resolver.roots, project.layers, project.type_checking, read, packages)
    text = "\n".join((repr(parts), *project.scans))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
