"""What files read from names of modules, and put into them, as far as their text shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Optional

from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.resolution import Node
from pantstack.boundaries.scanner.attribute_chains import Target, reach
from pantstack.boundaries.scanner.model import ImportSite
from pantstack.boundaries.scanner.outline.outline import Outline
from pantstack.boundaries.scanner.outline.statements import NOWHERE, ImportItem, read_statement
from pantstack.boundaries.screening.judging.verdict import BoundModule


def chain_sites(
    chains: Collection[str], modules: Collection[BoundModule], roots: frozenset[str]
) -> Iterator[Optional[ImportSite]]:
    """Yield what chains of attributes reach beyond the imports that bind their first names.

    What belongs to the file's own module is left out. None stands for a name that is read as it is: what a variable or
    an argument stands for from there on, only a closer look shows.
    """
    by_name: dict[str, list[BoundModule]] = {}
    for module in dict.fromkeys(modules):
        by_name.setdefault(module.name, []).append(module)
    for chain in chains:
        first, _, attributes = chain.partition(".")
        bound = by_name.get(first, [])
        if bound and not attributes:
            if not all(module.own and module.target == module.imported for module in bound):
                yield None
        elif bound:
            yield from _sites(attributes, bound, roots)


def _sites(attributes: str, bound: Collection[BoundModule], roots: frozenset[str]) -> Iterator[Optional[ImportSite]]:
    imported: dict[tuple[int, str], set[str]] = {}
    for module in bound:
        imported.setdefault((module.level, module.target), set()).add(module.imported)
    own = [module.imported for module in bound if module.own]
    for (level, target), names in imported.items():
        dotted = f"{target}.{attributes}"
        if any(dotted == name or dotted.startswith(f"{name}.") for name in own):
            continue
        reached = reach([Target(level, dotted, frozenset(names))], roots)
        for _, beyond, base in reached:
            yield ImportSite(NOWHERE, beyond, level, kind="attribute", base=base)
        if not reached and any(name.startswith(f"{dotted}.") for name in names):
            # A package alone, such as `a` of `a.b`, may be given to anything.
            yield None


def gives_to_facade(project: Project, path: str, outline: Outline) -> bool:
    """Return whether a file may put something into the facade of a module that has internals."""
    for statement in outline.statements:
        if statement.endswith(" import *") or any(name in statement for name in outline.given):
            items = read_statement(statement)
            if any(_is_facade(project, node) for item in items for node in _bound(project, path, item, outline.given)):
                return True
    return False


def _bound(project: Project, path: str, item: ImportItem, names: frozenset[str]) -> Iterator[Node]:
    """What some names stand for, as far as an import binds them."""
    if item.bound in names:
        named = item if item.whole else ImportItem(0, item.bound, None, item.bound)
        yield from (way.end for way in project.resolver.ways(path, named.site()))
    elif not item.bound:
        for way in project.resolver.ways(path, item.site()):
            yield from (step.result for name in names for step in project.resolver.steps(way.end.base, name))


def _is_facade(project: Project, node: Node) -> bool:
    module = project.owner(node.base) if node.name is None else None
    return module is not None and module.facade is not None and project.public_api.visibility(module, node) == "public"
