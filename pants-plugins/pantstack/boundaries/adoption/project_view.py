"""Views of the project: what a proposal needs of it, and what it becomes by a proposal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Optional

from pantstack.base.locations import SourceLocation
from pantstack.boundaries.adoption.model import Options, Proposal, ProposedModule, ResolvedImport, Tree
from pantstack.boundaries.adoption.propose import propose
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.resolution import Node, Resolution
from pantstack.boundaries.scanner.model import FileScan
from pantstack.buildfiles.globs import below
from pantstack.declarations.model import Facade, Module


def tree(project: Project, roots: Iterable[str], docstrings: Mapping[str, str]) -> Tree:
    """Collect what a proposal needs of the repository; docstrings are those of `__init__` files, by path."""
    imports: list[ResolvedImport] = []
    for scan in map(project.whole, sorted(project.scans)):
        imported = list(_resolved(project, scan, "import"))
        reached = {each.reached for each in imported}
        # A chain counts where it reaches more than the imports it starts from.
        imports += [*imported, *(each for each in _resolved(project, scan, "attribute") if each.reached not in reached)]
    listing = frozenset(path for path, scan in project.scans.items() if scan.dunder_all is not None)
    return Tree(tuple(sorted(project.scans)), tuple(imports), project.builds, tuple(roots), docstrings, listing)


def without(tree: Tree, folders: Collection[str]) -> Tree:
    """Leave folders out of a tree."""

    def is_left(path: str) -> bool:
        return not any(below(folder, path) for folder in folders)

    return replace(
        tree,
        files=tuple(filter(is_left, tree.files)),
        imports=tuple(each for each in tree.imports if is_left(each[0]) and is_left(each[1])),
        existing={path: text for path, text in tree.existing.items() if is_left(path)},
    )


def _resolved(project: Project, scan: FileScan, kind: str) -> Iterator[ResolvedImport]:
    """Resolve the imports of a file, or its attribute chains."""
    for site in scan.imports:
        resolution = project.resolver.resolve(scan.path, site) if site.kind == kind else None
        if resolution is not None and not _may_be_installed(project, resolution):
            yield ResolvedImport(scan.path, *_surface(project, resolution))


def _may_be_installed(project: Project, resolution: Resolution) -> bool:
    """Return whether an import ends at a folder without any code that is named like a library, or lacks its name."""
    base, python = resolution.end.base, project.resolver.python
    without_code = python.is_open(base) and python.is_bare(base)
    return without_code and (resolution.end.name is not None or "." not in project.resolver.dotted(base))


def _surface(project: Project, resolution: Resolution) -> tuple[str, Optional[str]]:
    """Return the file or directory that an import names, and what it takes from there."""
    node, name = resolution.start, None
    for step in resolution.steps:
        if step.re_exported_by is not None or step.result.name is not None:
            name = step.name
            break
        node = step.result
    return next(iter(project.resolver.files(Node(node.base))), node.base), name


def proposal(project: Project, tree: Tree, options: Options) -> Proposal:
    """Propose modules that depend on exactly what the checker sees them use, as soon as they are declared.

    Raises:
        UserError: where the options are wrong.
    """
    first = propose(tree, options)
    return propose(tree, options, proposed(project, first).used_modules)


def proposed(project: Project, proposal: Proposal) -> Project:
    """Apply a proposal's declarations to the project."""
    modules = (*project.catalog.modules, *map(_module, proposal.modules))
    catalog = replace(project.catalog, modules=tuple(sorted(modules, key=lambda module: module.path)))
    return replace(project, catalog=catalog, builds={**project.builds, **proposal.files})


def _module(proposed: ProposedModule) -> Module:
    facade = None
    if proposed.facade is not None:
        directory = proposed.facade.directory
        facade = Facade(directory, SourceLocation(f"{directory}/BUILD", 1), proposed.facade.files)
    place = SourceLocation(f"{proposed.path}/BUILD", 1)
    return Module(proposed.path, place, proposed.description, depends_on=proposed.depends_on, facade=facade)
