"""Outlines of earlier runs, as bytes until somebody wants them."""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Optional, Union

from pantstack.boundaries.resolver.python_files import PACKAGES
from pantstack.boundaries.scanner.outline.outline import Outline

# An edit takes those of so many files out of their bytes.
_PIECE: Final = 256


class OutlinePiece:
    """The outlines of some files.

    Attributes:
        content: them, as bytes.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._outlines: Optional[dict[str, Outline]] = None

    def of(self, path: str) -> Outline:
        """Return the outline of a file."""
        if self._outlines is None:
            kept = marshal.loads(self.content)  # noqa: S302  what `pieces` wrote
            self._outlines = {path: Outline(*each) for path, each in kept.items()}
        return self._outlines[path]


# What is known of a file: None where its imports are certain only once it is parsed.
KnownOutline = Union[None, Outline, OutlinePiece]


def outline_in(path: str, known: KnownOutline) -> Optional[Outline]:
    """Return the outline of a file."""
    return known.of(path) if isinstance(known, OutlinePiece) else known


class Outlines(Mapping[str, Outline]):
    """The outlines of files that have one."""

    def __init__(self, known: Mapping[str, Union[Outline, OutlinePiece]]) -> None:
        """Take what is known of these files."""
        self._known = known

    def __getitem__(self, path: str) -> Outline:
        known = self._known[path]
        return known.of(path) if isinstance(known, OutlinePiece) else known

    def __contains__(self, path: object) -> bool:
        return path in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def outlines_of(known: Mapping[str, KnownOutline]) -> Mapping[str, Outline]:
    """Return the outlines of files that have one; where all were just read, a dictionary is quickest."""
    read = {path: outline for path, outline in known.items() if isinstance(outline, Outline)}
    kept = {path: outline for path, outline in known.items() if outline is not None}
    return read if len(read) == len(kept) else Outlines(kept)


def pieces(known: Mapping[str, KnownOutline]) -> tuple[tuple[bytes, ...], dict[str, int]]:
    """Return outlines as bytes, those of earlier runs as they are, and which of these has that of a file."""
    kept = list({id(each): each for each in known.values() if isinstance(each, OutlinePiece)}.values())
    if len(kept) > 2 * (len(known) // _PIECE + 1) + 8:
        # Each edit adds one, and what is outdated stays in its own.
        known, kept = {path: outline_in(path, each) for path, each in known.items()}, []
    numbers = {id(each): number for number, each in enumerate(kept)}
    found = {path: numbers[id(each)] for path, each in known.items() if isinstance(each, OutlinePiece)}
    read = {path: each for path, each in known.items() if isinstance(each, Outline)}
    contents = [each.content for each in kept]
    for paths in _divided(read):
        found.update(dict.fromkeys(paths, len(contents)))
        contents.append(marshal.dumps({path: tuple(read[path]) for path in paths}))
    return tuple(contents), found


def _divided(outlines: Mapping[str, Outline]) -> Iterator[Sequence[str]]:
    """Divide files: every run looks at the packages."""
    packages = [path for path in outlines if path.endswith(PACKAGES)]
    others = sorted(outlines.keys() - set(packages))
    if packages:
        yield packages
    yield from (others[start : start + _PIECE] for start in range(0, len(others), _PIECE))
