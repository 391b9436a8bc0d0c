"""What decides how files are read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReadingRules:
    """What decides how files are read.

    Attributes:
        roots: the first segments of the dotted names of the repository's own files.
        string_readers: what the repository adds to the functions and names that read a string as an import.
    """

    roots: frozenset[str] = frozenset()
    string_readers: tuple[str, ...] = ()
