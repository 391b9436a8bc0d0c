"""How the checker awaits its own rules."""

from __future__ import annotations

from pantstack.architecture.scans import ScanRequest, ScanResult, scan_files
from pantstack.engine.generation import CALLS_BY_NAME

if CALLS_BY_NAME:
    from pants.engine.rules import concurrently, implicitly

    async def scans(globs: tuple[tuple[str, ...], ...]) -> tuple[ScanResult, ...]:
        """Scan each set of globs, or remember what it found."""
        return await concurrently(scan_files(ScanRequest(each), **implicitly()) for each in globs)

else:
    from pants.engine.rules import Get, MultiGet

    async def scans(globs: tuple[tuple[str, ...], ...]) -> tuple[ScanResult, ...]:
        """Scan each set of globs, or remember what it found."""
        return await MultiGet(Get(ScanResult, ScanRequest(each)) for each in globs)
