"""Find the private imports that can become imports of the facade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Optional

from pantstack.boundaries.checks import private_import
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.fixing.rewrite_imports import Replacement
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.resolution import Node
from pantstack.boundaries.scanner.model import FileScan, ImportSite
from pantstack.declarations.model import Module


class FacadeName(NamedTuple):
    """The public name of what an import takes.

    Attributes:
        facade: the dotted name of the facade.
    """

    facade: str
    name: str


FacadeNames = Mapping[tuple[str, str, int, Optional[str]], FacadeName]


def facade_names(project: Project, findings: Iterable[Finding]) -> FacadeNames:
    """Find the private imports whose target the facade offers under exactly one name.

    Args:
        findings: those to fix: what a comment or the baseline hides stays as it is.

    Returns:
        By path, module, level and name of the import: its position does not matter, since another fixer may move it.
    """
    positions = {(finding.path, finding.position) for finding in findings if finding.code == private_import.CODE}
    names: dict[tuple[str, str, int, Optional[str]], FacadeName] = {}
    for use in project.module_uses:
        name = _facade_name(project, use) if (use.path, use.site.position) in positions else None
        if name is not None:
            names[_key(use.path, use.site)] = name
    return names


def replacements(scan: FileScan, known: FacadeNames) -> tuple[Replacement, ...]:
    """List what to rewrite in a file, as it is now."""
    return tuple(
        Replacement(site.position, *known[_key(scan.path, site)])
        for site in scan.imports
        if site.kind == "import" and _key(scan.path, site) in known
        if not any(comment.covers(private_import.CODE, site.position) for comment in scan.suppressions)
    )


def _key(path: str, site: ImportSite) -> tuple[str, str, int, Optional[str]]:
    return path, site.module, site.level, site.name


def _facade_name(project: Project, use: ModuleUse) -> Optional[FacadeName]:
    if use.site.kind != "import" or use.name is None or use.module.facade is None:
        return None
    resolution = project.resolver.resolve(use.path, use.site)
    if resolution is None or resolution.end.name is None or not resolution.certain:
        return None
    public_api = project.public_api
    names = [name for name in public_api.names(use.module) if _offered(project, use.module, name) == resolution.end]
    return FacadeName(public_api.facade_name(use.module), names[0]) if len(names) == 1 else None


def _offered(project: Project, module: Module, name: str) -> Optional[Node]:
    """Resolve a name of a facade; None where its package does not offer it, or may offer another thing by that name."""
    if module.facade is None or not project.resolver.files(Node(module.facade.directory)):
        return None
    step = project.resolver.resolve_name(module.facade.directory, name)
    return step.result if step is not None and step.certain else None
