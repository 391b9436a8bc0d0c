"""The target of a dynamic import is computed."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.scanner.model import UnprovableImport

CODE = "unprovable-import"
SEVERITY = "warning"


def check(project: Project) -> Iterator[Finding]:
    """Report dynamic imports whose target only running the code would tell."""
    for path, scan in sorted(project.scans.items()):
        ambiguous = (site for site in project.sites(scan) if project.crossings.is_ambiguous(path, site))
        prefixes = (UnprovableImport(site.position, site.call, f'"{site.module}...') for site in ambiguous)
        for unprovable in (*scan.unprovable_imports, *prefixes):
            yield Finding.of(
                path,
                CODE,
                f"`{unprovable.call}` imports a computed name: `{unprovable.text}`.",
                "Whether it bypasses a facade cannot be checked.",
                "Write the name out, or explain why it is safe: `# pantstack: ignore[unprovable-import] REASON`.",
                f"{unprovable.call}:{unprovable.text}",
            ).at(unprovable.position)
