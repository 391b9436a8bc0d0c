"""Awaits the scans of files."""

from __future__ import annotations

from pantstack.boundaries.pants_rules.scans.rules import (
    OtherForms,
    OtherFormsRequest,
    ScanRequest,
    ScanResult,
    list_other_forms,
    scan_files,
)
from pantstack.pants_port.generation import CALLS_BY_NAME

if CALLS_BY_NAME:
    from pants.engine.rules import concurrently, implicitly

    async def scans(
        globs: tuple[tuple[str, ...], ...], roots: tuple[str, ...], string_readers: tuple[str, ...]
    ) -> tuple[ScanResult, ...]:
        """Scan the files of each set of globs; remembered until one of them changes."""
        return await concurrently(
            scan_files(ScanRequest(group, roots, string_readers), **implicitly()) for group in globs
        )

    async def other_forms() -> OtherForms:
        """Await the files that may be Python in another form; remembered until there are others."""
        return await list_other_forms(OtherFormsRequest(), **implicitly())

else:
    from pants.engine.rules import Get, MultiGet

    async def scans(
        globs: tuple[tuple[str, ...], ...], roots: tuple[str, ...], string_readers: tuple[str, ...]
    ) -> tuple[ScanResult, ...]:
        """Scan the files of each set of globs; remembered until one of them changes."""
        return await MultiGet(Get(ScanResult, ScanRequest(group, roots, string_readers)) for group in globs)

    async def other_forms() -> OtherForms:
        """Await the files that may be Python in another form; remembered until there are others."""
        return await Get(OtherForms, OtherFormsRequest())
