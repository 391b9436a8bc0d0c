"""How facts await their scans."""

from __future__ import annotations

from pantstack.boundaries.pants_rules.facts.scans.rules import ScanRequest, ScanResult, scan_files
from pantstack.pants_port.generation import CALLS_BY_NAME

if CALLS_BY_NAME:
    from pants.engine.rules import concurrently, implicitly

    async def scans(globs: tuple[tuple[str, ...], ...], roots: tuple[str, ...]) -> tuple[ScanResult, ...]:
        """Scan each set of globs, or remember what it found."""
        return await concurrently(scan_files(ScanRequest(each, roots), **implicitly()) for each in globs)

else:
    from pants.engine.rules import Get, MultiGet

    async def scans(globs: tuple[tuple[str, ...], ...], roots: tuple[str, ...]) -> tuple[ScanResult, ...]:
        """Scan each set of globs, or remember what it found."""
        return await MultiGet(Get(ScanResult, ScanRequest(each, roots)) for each in globs)
