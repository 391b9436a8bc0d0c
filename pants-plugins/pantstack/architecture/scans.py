"""The rule that scans files; Pants remembers its result until one of them changes."""

from __future__ import annotations

from dataclasses import dataclass

from pants.engine.rules import rule

from pantstack.architecture.core.imports import scan
from pantstack.architecture.core.model import FileScan
from pantstack.engine import files


@dataclass(frozen=True)
class ScanRequest:
    """Asks for the scans of all files that match."""

    globs: tuple[str, ...]


@dataclass(frozen=True)
class ScanResult:
    """Scans, sorted by path."""

    files: tuple[FileScan, ...]


@rule(desc="Scan imports")
async def scan_files(request: ScanRequest) -> ScanResult:
    """Read and scan: one rule a module, so that an edit scans one module again."""
    contents = await files.read((request.globs,))
    return ScanResult(tuple(scan(each.path, each.content) for each in contents[0]))
