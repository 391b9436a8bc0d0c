"""What facades offer although it is deprecated, and who uses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pantstack.boundaries.resolver.project import Project, names_of_others
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.boundaries.resolver.resolution import Node, Resolution
from pantstack.boundaries.scanner.model import Deprecation, ImportSite
from pantstack.boundaries.scanner.outline.outline import Outline
from pantstack.boundaries.scanner.outline.statements import read_statement
from pantstack.declarations.model import Module


@dataclass(frozen=True)
class Deprecated:
    """A class, function or method that a facade offers and a decorator calls deprecated.

    Attributes:
        path: of the file that defines it.
    """

    module: Module
    path: str
    deprecation: Deprecation

    @property
    def node(self) -> Node:
        """The class or function; of a method its class."""
        return Node(base_of(self.path), self.deprecation.name.partition(".")[0])

    @property
    def member(self) -> str:
        """The name of the method; empty for a class or function."""
        return self.deprecation.name.partition(".")[2]


@dataclass(frozen=True)
class DeprecatedUse:
    """A use of something deprecated, outside of its module."""

    path: str
    site: ImportSite
    of: Deprecated


def deprecated(project: Project) -> tuple[Deprecated, ...]:
    """Return all that facades offer and that is deprecated, by path and position."""
    found = [
        Deprecated(owner, path, each)
        for path, scan in project.examined
        for each in scan.deprecations
        for owner in [project.owner(path)]
        if owner is not None and owner.facade is not None
    ]
    offered = {
        module.path: _offered(project, module) for module in {each.module.path: each.module for each in found}.values()
    }
    return tuple(each for each in found if each.node in offered[each.module.path])


def uses(project: Project, found: tuple[Deprecated, ...]) -> Iterator[DeprecatedUse]:
    """Yield who uses what is deprecated, outside of its module: imports, attributes and strings."""
    by_node: dict[Node, list[Deprecated]] = {}
    for each in found:
        by_node.setdefault(each.node, []).append(each)
    by_module = _names(project, found)
    for path in project.mentioning(by_module):
        owner, names = project.owner(path), names_of_others(by_module, project.owner_path(path))
        outline = None if path in project.screened.examined else project.outlines.get(path)
        if outline is not None and not _may_use(project, path, outline, names, by_node):
            continue
        for site in project.sites(project.whole(path)):
            if not names.isdisjoint(site.dotted.split(".")):
                reached = _reached(project, path, site, by_node)
                if site.kind == "attribute":
                    # The import that a chain begins with is a use of its own.
                    reached -= _reached(project, path, ImportSite(site.position, site.base, site.level), by_node)
                yield from (
                    DeprecatedUse(path, site, each) for each in sorted(reached, key=_place) if each.module != owner
                )


def _place(each: Deprecated) -> tuple[str, object]:
    return each.path, each.deprecation.position


def _offered(project: Project, module: Module) -> Mapping[Node, str]:
    """What a facade offers, with a name that it has there."""
    found: dict[Node, str] = {}
    for path in module.facade.files if module.facade is not None else ():
        scan = project.scans.get(path)
        for name in () if scan is None else project.public_api.offered(scan):
            found.update((step.result, name) for step in project.resolver.steps(base_of(path), name))
    return found


def _names(project: Project, found: tuple[Deprecated, ...]) -> Mapping[str, frozenset[str]]:
    """The last names by which what is deprecated is taken anywhere, by the module that it belongs to."""
    owners = {each.node: each.module.path for each in found}
    names: dict[str, set[str]] = {}
    for node, owner in owners.items():
        names.setdefault(owner, set()).add(node.name or "")
    for module in {each.module.path: each.module for each in found}.values():
        for node, name in _offered(project, module).items():
            if node in owners:
                names[owners[node]].add(name)
    return {owner: frozenset(of_module) for owner, of_module in names.items()}


def _may_use(
    project: Project, path: str, outline: Outline, names: frozenset[str], by_node: Mapping[Node, list[Deprecated]]
) -> bool:
    """Return whether a file may use what is deprecated, by its outline: not each thing of such a name is that."""
    further = (*(chain.partition(".")[2] for chain in outline.chains), *outline.strings)
    if any(not names.isdisjoint(text.split(".")) for text in further):
        return True
    sites = (item.site() for statement in outline.statements for item in read_statement(statement))
    named = (site for site in sites if not names.isdisjoint(site.dotted.split(".")))
    ways = (way for site in named for way in project.resolver.ways(path, site))
    return any(node in by_node for way in ways for node in way.nodes)


def _reached(
    project: Project, path: str, site: ImportSite, by_node: Mapping[Node, list[Deprecated]]
) -> set[Deprecated]:
    return {
        each
        for way in project.resolver.ways(path, site)
        for node in way.nodes
        for each in by_node.get(node, ())
        if not each.member or each.member == _member(site, way)
    }


def _member(site: ImportSite, way: Resolution) -> str:
    """The attribute that is read from the name at the end of a way; empty if none is."""
    name, names = way.steps[-1].name if way.steps else "", site.dotted.split(".")
    at = len(names) - 1 - names[::-1].index(name) if name in names else len(names)
    return names[at + 1] if at + 1 < len(names) else ""
