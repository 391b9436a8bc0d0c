"""Which private imports can become imports of the facade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Optional

from pantstack.boundaries.checks import private_import
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.fixing.rewrite_imports import Replacement
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.resolver import Node
from pantstack.boundaries.scanner.model import FileScan, ImportSite
from pantstack.declarations.model import Module


class Way(NamedTuple):
    """What an import can be written as.

    Attributes:
        door: the dotted name of the facade.
        name: what the imported is called there.
    """

    door: str
    name: str


Ways = Mapping[tuple[str, str, int, Optional[str]], Way]


def ways(project: Project, findings: Iterable[Finding]) -> Ways:
    """The private imports whose target the facade offers under one name.

    Args:
        project: the facts.
        findings: those that are to be mended: what a comment or the baseline hides stays as it is.

    Returns:
        By path, module, level and name of the import: where it stands does not matter, for another fixer may move it.
    """
    wanted = {(each.path, each.position) for each in findings if each.code == private_import.CODE}
    found: dict[tuple[str, str, int, Optional[str]], Way] = {}
    for use in project.module_uses:
        way = _way(project, use) if (use.path, use.site.position) in wanted else None
        if way is not None:
            found[_key(use.path, use.site)] = way
    return found


def replacements(scan: FileScan, known: Ways) -> tuple[Replacement, ...]:
    """What is to be rewritten in a file, as it is now.

    Args:
        scan: of the file.
        known: what can be written in another way.
    """
    return tuple(
        Replacement(site.position, *known[_key(scan.path, site)])
        for site in scan.imports
        if site.kind == "import" and _key(scan.path, site) in known and not _hidden(scan, site)
    )


def _hidden(scan: FileScan, site: ImportSite) -> bool:
    """Whether a comment says that an import is to stay."""
    return any(
        private_import.CODE in each.codes and each.first <= site.position.line <= each.last
        for each in scan.suppressions
    )


def _key(path: str, site: ImportSite) -> tuple[str, str, int, Optional[str]]:
    return path, site.module, site.level, site.name


def _way(project: Project, use: ModuleUse) -> Optional[Way]:
    if use.site.kind != "import" or use.name is None or use.module.facade is None:
        return None
    resolution = project.resolver.resolve(use.path, use.site)
    if resolution is None or resolution.end.name is None:
        return None
    names = [name for name in project.public_names(use.module) if _offered(project, use.module, name) == resolution.end]
    return Way(project.facade_name(use.module), names[0]) if len(names) == 1 else None


def _offered(project: Project, module: Module, name: str) -> Optional[Node]:
    """What a name of a facade is; None where its package does not offer it."""
    if module.facade is None or not project.resolver.files(Node(module.facade.directory)):
        return None
    step = project.resolver.resolve_name(module.facade.directory, name)
    return None if step is None else step.result
