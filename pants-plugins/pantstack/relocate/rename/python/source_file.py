"""A Python file in which a module is renamed."""

from __future__ import annotations

from typing import NamedTuple

from pantstack.boundaries.scanner.model import FileScan
from pantstack.relocate.rename.renaming import Renaming


class SourceFile(NamedTuple):
    """A file to rewrite.

    Attributes:
        path: that it has before.
        data: in UTF-8, without the byte order mark.
        scan: what it says before.
    """

    path: str
    data: bytes
    scan: FileScan
    renaming: Renaming
