"""Code of a service and the program that deploys it import each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.boundaries.resolver.resolution import Node, Resolution
from pantstack.boundaries.scanner.model import ImportSite
from pantstack.declarations.model import Module

CODE = "infrastructure-import"


def check(project: Project) -> Iterator[Finding]:
    """Report imports of a module's infrastructure from outside of it, and of the module's own code from inside."""
    for path, scan in project.examined:
        for site in project.sites(scan):
            base = reached_across(project, path, site)
            if base is None:
                continue
            # The import that a chain of attributes starts from is the finding, if it is one.
            first = ImportSite(site.position, site.base, site.level)
            if site.kind == "attribute" and reached_across(project, path, first) is not None:
                continue
            target, inside = project.infrastructure_owner(base), project.infrastructure_owner(base_of(path))
            module = target or inside
            if module is not None:
                yield _finding(project, path, site, base, module, into=target is not None)


def reached_across(project: Project, path: str, site: ImportSite) -> Optional[str]:
    """The path of what an import reaches on the other side, infrastructure or not; None if it stays on its own."""
    named = project.resolver.plain.named(path, site)
    if named and not any(project.infrastructure_owner(base) for base in (base_of(path), *named)):
        return None
    resolution = project.resolver.resolve(path, site)
    base = None if resolution is None else _last_named(resolution)
    if base is None or not project.resolver.files(Node(base)):
        return None
    target, inside = project.infrastructure_owner(base), project.infrastructure_owner(base_of(path))
    if target is not None:
        return None if target == inside else base
    # What a string leaves open may be the program itself.
    if inside is None or project.owner(base) != inside or (site.partial and path.startswith(f"{base}/")):
        return None
    return base


def _last_named(resolution: Resolution) -> str:
    """The path of the last file or package that an import names itself; what that re-exports is judged there."""
    base = resolution.start.base
    for step in resolution.steps:
        if step.re_exported_by is not None:
            break
        base = step.result.base
    return base


def _finding(project: Project, path: str, site: ImportSite, base: str, module: Module, *, into: bool) -> Finding:  # noqa: PLR0913  one sentence, many parts
    dotted = project.resolver.dotted(base)
    if into:
        message = f"`{dotted}` is part of the infrastructure program of `{module.path}`."
        help = "Move shared code into a library, or remove this import: the program runs in Pulumi only."
    else:
        message = f"The infrastructure program imports `{dotted}`, code of the service that it deploys."
        help = "Pass it as configuration, or remove this import: the program has other requirements."
    because = f'{module.location} has infrastructure="{module.infrastructure}".'
    return Finding(path, site.position, CODE, message, because, help, target=dotted, end=site.end)
