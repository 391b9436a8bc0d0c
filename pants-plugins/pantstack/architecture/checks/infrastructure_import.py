"""Code of a service and the program that deploys it import each other."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.architecture.core.model import Finding, ImportSite
from pantstack.architecture.core.project import Project
from pantstack.catalogue.core.model import Module

CODE = "infrastructure-import"


def check(project: Project) -> Iterator[Finding]:
    """Every import into a module's infrastructure from outside of it, and of the module's own code from inside."""
    folders = {f"{module.path}/{module.infrastructure}": module for module in project.catalogue.modules}
    folders = {folder: module for folder, module in folders.items() if module.infrastructure}
    for path, scan in sorted(project.scans.items()):
        inside = _folder(path, folders)
        for site in project.sites(scan):
            trail = project.resolver.trail(path, site)
            if trail is None or not project.resolver.files(trail.end):
                continue
            base = trail.end.base
            target = _folder(f"{base}/", folders)
            if target != inside and target:
                yield _finding(project, path, site, base, folders[target], into=True)
            elif inside and not target and project.owner(base) == folders[inside]:
                yield _finding(project, path, site, base, folders[inside], into=False)


def _folder(path: str, folders: dict[str, Module]) -> str:
    return next((folder for folder in folders if path.startswith(f"{folder}/")), "")


def _finding(project: Project, path: str, site: ImportSite, base: str, module: Module, *, into: bool) -> Finding:  # noqa: PLR0913  one sentence, many parts
    dotted = project.resolver.dotted(base)
    if into:
        fact = f"`{dotted}` is part of the infrastructure program of `{module.path}`."
        advice = "Move what both need into a library, or do without this import: the program runs in Pulumi only."
    else:
        fact = f"The infrastructure program imports `{dotted}`, code of the service that it deploys."
        advice = "Pass it as configuration, or do without this import: the program has other requirements."
    declaration = f'{module.place} has infrastructure="{module.infrastructure}".'
    return Finding(path, site.position, CODE, fact, declaration, advice, target=dotted, end=site.end)
