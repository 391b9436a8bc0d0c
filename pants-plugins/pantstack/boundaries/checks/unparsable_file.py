"""A file that could not be read is never green."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project

CODE = "unparsable-file"


def check(project: Project) -> Iterator[Finding]:
    """Every file with an error."""
    for path, scan in project.scans.items():
        if scan.error is not None:
            position, why = scan.error
            yield Finding(
                path,
                position,
                CODE,
                f"This file could not be read whole: {why}.",
                "What it imports was judged only as far as it could be read.",
                "Mend the file, or keep it out with pants_ignore in pants.toml.",
            )
