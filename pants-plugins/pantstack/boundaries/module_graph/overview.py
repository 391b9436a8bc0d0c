"""The facts of a project as other parts want them: a graph, a tree, what depends on what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Optional

from pantstack.boundaries.adoption.model import Proposal, ProposedModule, Tree
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.fixing import sync_declarations
from pantstack.boundaries.module_graph.build import build
from pantstack.boundaries.module_graph.model import Graph
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.resolver import Node, Resolution
from pantstack.boundaries.resolver.stack_uses import stack_dependencies
from pantstack.declarations.model import Catalog, Facade, Module
from pantstack.locations import SourceLocation


def graph(project: Project, findings: Iterable[Finding]) -> Graph:
    """Which modules there are and who uses whom.

    Args:
        project: the facts.
        findings: to be marked on the edges.
    """
    files: Counter[str] = Counter(_path(project, path) for path in project.scans)
    imports = Counter((_path(project, use.path), use.module.path) for use in project.module_uses if not use.repeated)
    imports.update(stack_dependencies(use for use in project.stack_uses if use.certain))
    about = {(use.path, use.site.position): use.module.path for use in project.module_uses}
    lines = [
        (
            _path(project, each.path),
            about.get((each.path, each.position), each.target),
            f"{each.path}:{each.position.line}:{each.position.column} {each.code}",
        )
        for each in findings
    ]
    modules = project.catalog.modules
    return build(
        project.catalog,
        project.layers,
        files,
        imports,
        lines,
        {module.path: project.public_names(module) for module in modules},
        {module.path: project.facade_name(module) for module in modules},
    )


def _path(project: Project, path: str) -> str:
    owner = project.owner(path)
    return "" if owner is None else owner.path


def synced(project: Project) -> sync_declarations.Sync:
    """What makes `depends_on` say what modules really use.

    Args:
        project: the facts.
    """

    def forbidden(user: str, used: str) -> Optional[str]:
        first, second = project.catalog.module(user), project.catalog.module(used)
        if first is not None and second is not None and project.points_outward(first, second):
            return f"the layer {first.layer} may not use {second.layer}, which is further out"
        return None

    return sync_declarations.plan(project.catalog.modules, project.used_modules, project.builds, forbidden)


def tree(project: Project, roots: Iterable[str], docstrings: Mapping[str, str]) -> Tree:
    """The repository as it is, for a proposal of modules.

    Args:
        project: the facts.
        roots: the source roots.
        docstrings: of `__init__` files, by path.
    """
    reaches = []
    for path, scan in sorted(project.scans.items()):
        for site in scan.imports:
            resolution = project.resolver.resolve(path, site) if site.kind == "import" else None
            if resolution is not None:
                reached, name = _surface(project, resolution)
                reaches.append((path, reached, name))
    return Tree(tuple(sorted(project.scans)), tuple(reaches), project.builds, tuple(roots), docstrings)


def _surface(project: Project, resolution: Resolution) -> tuple[str, Optional[str]]:
    """The file or directory that an import names, and what it takes from there."""
    node, name = resolution.start, None
    for step in resolution.steps:
        if step.re_exported_by is not None or step.result.name is not None:
            name = step.name
            break
        node = step.result
    return next(iter(project.resolver.files(Node(node.base))), node.base), name


def proposed(project: Project, proposal: Proposal) -> Project:
    """The project as it will be with a proposal's declarations.

    Args:
        project: the facts.
        proposal: what is to be declared.
    """
    modules = (*project.catalog.modules, *map(_module, proposal.modules))
    catalog = Catalog(tuple(sorted(modules, key=lambda each: each.path)))
    return Project(
        catalog,
        project.resolver,
        project.scans,
        project.layers,
        project.references,
        {**project.builds, **proposal.files},
        project.type_checking,
    )


def _module(each: ProposedModule) -> Module:
    facade = each.facade
    door = None
    if facade is not None:
        door = Facade(facade.directory, SourceLocation(f"{facade.directory}/BUILD", 1), facade.files)
    return Module(
        each.path, SourceLocation(f"{each.path}/BUILD", 1), each.description, depends_on=each.depends_on, facade=door
    )
