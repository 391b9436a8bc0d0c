"""Findings: what the checks report."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import Literal, Optional

from pantstack.base.locations import Position

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Finding:
    """Something to fix.

    Attributes:
        path: the file it is fixed in.
        code: of the check; stable, never used again for something else.
        message: what is wrong, one sentence.
        because: which declaration decided, one sentence.
        help: what to write instead, one sentence.
        target: what is reached, such as a dotted name: with code and path the identity of the finding.
        end: just past the code in question, for an excerpt; None where one position is enough.
        module: the path of the module that it is about; empty where that is the owner of the file.
    """

    path: str
    position: Position
    code: str
    message: str
    because: str
    help: str
    target: str = field(default="", compare=False)
    end: Optional[Position] = field(default=None, compare=False)
    severity: Severity = field(default="error", compare=False)
    module: str = field(default="", compare=False)

    @classmethod
    def of(cls, path: str, code: str, message: str, because: str, help: str, target: str) -> Finding:  # noqa: PLR0913, PLR0917  its fields
        """Make a finding at the beginning of a file; `at` moves it."""
        return cls(path, Position(1, 1), code, message, because, help, target)

    def at(self, position: Position, end: Optional[Position] = None) -> Finding:
        """Return the same finding at another position of its file."""
        return replace(self, position=position, end=end)

    def of_module(self, module: str) -> Finding:
        """Return the same finding about a module that shares the file with others."""
        return replace(self, module=module)

    @property
    def identity(self) -> str:
        """A stable id of 16 hexadecimal digits that no line number goes into: code, path and target."""
        return hashlib.sha256(f"{self.code}\0{self.path}\0{self.target}".encode("utf-8", "surrogatepass")).hexdigest()[
            :16
        ]
