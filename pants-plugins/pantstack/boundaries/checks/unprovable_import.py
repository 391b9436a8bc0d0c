"""An import whose target is not written down."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project

CODE = "unprovable-import"
SEVERITY = "warning"


def check(project: Project) -> Iterator[Finding]:
    """Every dynamic import whose argument only running the code would tell."""
    for path, scan in sorted(project.scans.items()):
        for each in (*scan.unprovable_imports, *project.ambiguous_prefixes(scan)):
            yield Finding.of(
                path,
                CODE,
                f"What `{each.call}` imports here is not written down: `{each.text}`.",
                "Whether it goes around a facade cannot be judged.",
                "Write the name as a string, or say why it is safe: `# pantstack: ignore[unprovable-import] REASON`.",
                f"{each.call}:{each.text}",
            ).at(each.position)
