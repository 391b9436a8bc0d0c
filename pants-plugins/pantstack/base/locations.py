"""Where something is in a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Position:
    """A place in a file: line and column, both counted from 1, the column in characters."""

    line: int
    column: int


@dataclass(frozen=True, order=True)
class SourceLocation:
    """Where something is declared: a file's path, and a line counted from 1.

    Where an option is set outside of files, the path is its name there, and the line 0.
    """

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line or ''}"


NOWHERE = SourceLocation("", 0)
