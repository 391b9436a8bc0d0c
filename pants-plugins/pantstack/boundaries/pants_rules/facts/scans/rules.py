"""The rule that scans files; Pants remembers its result until one of them changes."""

from __future__ import annotations

from dataclasses import dataclass

from pants.engine.rules import rule

from pantstack.boundaries.scanner.model import FileScan
from pantstack.boundaries.scanner.scan import scan
from pantstack.pants_port import files


@dataclass(frozen=True)
class ScanRequest:
    """Asks for the scans of all files that match.

    Attributes:
        globs: of the files.
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
    """Read and scan: one rule a module, so that an edit scans one module again."""
    contents = await files.read((request.globs,))
    roots = frozenset(request.roots)
    return ScanResult(tuple(scan(each.path, each.content, roots) for each in contents[0]))
