"""What is read from a file, and what is said about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional


@dataclass(frozen=True, order=True)
class Position:
    """A place in a file: line and column, both counted from 1, the column in characters."""

    line: int
    column: int


@dataclass(frozen=True)
class ImportSite:
    """One imported name, where it stands.

    Attributes:
        position: of the name itself.
        module: the dotted name after `import` or `from`; empty for `from . import x`.
        level: the number of leading dots.
        name: what is taken from the module; None for `import a.b`, `*` for a star import.
    """

    position: Position
    module: str
    level: int = 0
    name: Optional[str] = None


@dataclass(frozen=True)
class FileScan:
    """What one file imports and offers.

    Attributes:
        path: from the root of the repository.
        imports: in order of position.
        names: what it offers publicly: its `__all__`, else its names without an underscore.
        error: where and why it could not be read, or None.
    """

    path: str
    imports: tuple[ImportSite, ...] = ()
    names: tuple[str, ...] = ()
    error: Optional[tuple[Position, str]] = None


@dataclass(frozen=True, order=True)
class Finding:
    """Something to mend.

    Attributes:
        path: the file it is mended in.
        position: in that file.
        code: of the check; stable, never used again for something else.
        fact: what is wrong, one sentence.
        declaration: which declaration decided, one sentence.
        advice: what to write instead, one sentence.
    """

    path: str
    position: Position
    code: str
    fact: str
    declaration: str
    advice: str


@dataclass(frozen=True)
class Report:
    """The outcome of a run, and the proof of what it judged.

    Attributes:
        findings: sorted by place.
        modules: how many modules the judged files belong to.
        files: how many files were judged.
        imports: how many imports they have.
        unowned: how many of the files belong to no module.
    """

    findings: tuple[Finding, ...]
    modules: int
    files: int
    imports: int
    unowned: int
