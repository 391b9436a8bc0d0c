"""The rule that scans files; Pants remembers its result until one of them changes."""

from __future__ import annotations

from dataclasses import dataclass

from pants.engine.rules import rule

from pantstack.boundaries.scanner.model import FileScan
from pantstack.boundaries.scanner.scan import scan
from pantstack.pants_port import files


@dataclass(frozen=True)
class ScanRequest:
    """A request for the scans of all files that match.

    Attributes:
        roots: the first segments of the dotted names of all modules.
    """

    globs: tuple[str, ...]
    roots: tuple[str, ...]


@dataclass(frozen=True)
class ScanResult:
    """Scans, sorted by path."""

    files: tuple[FileScan, ...]


@rule(desc="Scan imports")
async def scan_files(request: ScanRequest) -> ScanResult:
    """Scan the files of one module, so that an edit scans one module again."""
    (files_read,) = await files.read((request.globs,))
    roots = frozenset(request.roots)
    return ScanResult(tuple(scan(file.path, file.content, roots) for file in files_read))
