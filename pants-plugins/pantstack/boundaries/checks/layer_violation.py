"""A module uses one in a layer further out."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.project import Project
from pantstack.declarations.model import Module

CODE = "layer-violation"


def check(project: Project) -> Iterator[Finding]:
    """Report imports, and entries of depends_on, that point outward."""
    for module in project.catalog.modules:
        for path in module.depends_on:
            used = project.catalog.module(path)
            if used is not None and project.points_outward(module, used):
                position = project.item_position(module, "depends_on", path)
                yield _finding(project, module, used, module.location.path).at(position).of_module(module.path)
    for use in (*project.judged_uses, *project.build_uses):
        yield from judge(project, use)


def judge(project: Project, use: ModuleUse) -> Iterator[Finding]:
    """Report one import that points outward."""
    owner = project.owner(use.path)
    if owner is not None and not use.repeated and project.points_outward(owner, use.module):
        yield _finding(project, owner, use.module, use.path).at(use.site.position, use.site.end)


def _finding(project: Project, module: Module, used: Module, path: str) -> Finding:
    return Finding.of(
        path,
        CODE,
        f"`{module.path}` in layer {module.layer} uses `{used.path}` in layer {used.layer}, which is further out.",
        f"[pantstack].layers in pants.toml lists, outermost first: {', '.join(project.layers)}.",
        "Reverse the dependency, or move one of the two modules to another layer.",
        used.path,
    )
