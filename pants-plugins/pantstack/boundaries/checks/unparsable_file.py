"""A file could not be parsed completely."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project

CODE = "unparsable-file"


def check(project: Project) -> Iterator[Finding]:
    """Report files with an error, except what is declared data."""
    for path, scan in project.unparsable:
        if scan.error is not None and path not in project.data:
            position, reason = scan.error
            yield Finding(
                path,
                position,
                CODE,
                f"This file could not be parsed completely: {reason}.",
                "Its imports were checked only as far as it could be parsed.",
                "Fix the file; if it is data, let a files() or resources() target own it, and no Python target.",
            )
