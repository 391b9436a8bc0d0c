"""What relocating a module changes in the repository."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pantstack.base.locations import SourceLocation


@dataclass(frozen=True)
class Tree:
    """The files of the repository that git would know, links left out.

    Attributes:
        contents: by path; of files outside of the module, only those that may name it.
        paths: of all files.
        roots: the source roots, the longest first; empty for the repository's own.
        own_readers: what the repository adds to the functions and names that read a string as an import.
        baseline: the path of the baseline.
    """

    contents: Mapping[str, bytes]
    paths: frozenset[str] = frozenset()
    roots: tuple[str, ...] = ("",)
    own_readers: tuple[str, ...] = ()
    baseline: str = "pantstack-baseline.txt"

    def text(self, path: str) -> str:
        """Return the text of a file; bytes that are not UTF-8 survive if it is written again."""
        return self.contents[path].decode("utf-8", "surrogateescape")

    def __contains__(self, path: str) -> bool:
        """Return whether there is such a file."""
        return path in self.contents


@dataclass(frozen=True)
class Mention:
    """A line that names a module."""

    location: SourceLocation
    text: str


@dataclass(frozen=True)
class Relocation:
    """What is written, all at once.

    Attributes:
        moves: new paths of files, by old ones.
        texts: what is written, by new path: files that move or are edited.
        removed: the paths of files that are deleted, also of those that move.
        mentions: what still names the module as it was called.
        notes: what a person has to know.
    """

    moves: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    notes: tuple[str, ...] = ()
