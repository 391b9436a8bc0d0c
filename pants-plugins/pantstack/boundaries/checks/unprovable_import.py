"""The target of a dynamic import is computed, or what a facade hands out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pantstack.base.locations import Position, SourceLocation
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.boundaries.resolver.resolution import Node
from pantstack.boundaries.scanner.model import Binding, Ingredient, UnprovableImport
from pantstack.boundaries.scanner.top_level.bindings import by_name
from pantstack.declarations.model import Facade, Module

CODE = "unprovable-import"
SEVERITY = "warning"
# What a value is made of is followed through so many others.
_MOST_VALUES = 64


class _Place(NamedTuple):
    """Where the value of a variable gets something."""

    path: str
    binding: Binding


def check(project: Project) -> Iterator[Finding]:
    """Report dynamic imports whose target only running the code would tell, and such values of facades."""
    for module in project.catalog.modules:
        if module.facade is not None:
            yield from _values(project, module, module.facade)
    yield from _given_to_facades(project)
    for path, scan in project.examined:
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


def _values(project: Project, module: Module, facade: Facade) -> Iterator[Finding]:
    """Report public names of a facade whose values are made of internal modules."""
    for scan in (project.scans[path] for path in facade.files if path in project.scans):
        base, bound = base_of(scan.path), by_name(scan.bindings)
        for name in scan.public_names:
            nodes = [step.result for step in project.resolver.steps(base, name)]
            if any(_is_internal(project, module, node) for node in nodes):
                continue
            for node, place in _made_of(project, module, [Node(base, name), *nodes]).items():
                own = (scan.path, name) == (place.path, place.binding.name)
                position = next((each.position for each in bound.get(name, ())), Position(1, 1))
                dotted = project.resolver.dotted(node.base)
                yield Finding(
                    scan.path,
                    place.binding.position if own else position,
                    CODE,
                    f"`{name}` is made of the internal module `{dotted}`.",
                    f"{facade.location} declares the facade; whether `{name}` hands the module out cannot be checked.",
                    f"Make it of names of that module, or rename it to `_{name}`.",
                    f"{name}:{dotted}",
                )


def _given_to_facades(project: Project) -> Iterator[Finding]:
    """Report internal modules that a file puts into a facade of their module from outside."""
    for path, scan in project.examined:
        for each in scan.ingredients:
            for module, location, facade in _facades(project, path, each):
                for end in dict.fromkeys(project.resolver.ends(path, base_of(path), each.binding)):
                    if _is_internal(project, module, end):
                        dotted = project.resolver.dotted(end.base)
                        yield Finding(
                            path,
                            each.binding.position,
                            CODE,
                            f"`{facade}` is given the internal module `{dotted}`.",
                            f"{location} declares the facade; what is put into it cannot be checked.",
                            "Let the facade itself import public names of that module.",
                            f"{facade}:{dotted}",
                        )


def _facades(project: Project, path: str, ingredient: Ingredient) -> Iterator[tuple[Module, SourceLocation, str]]:
    """The modules with a facade whose file a file imports and gives an ingredient to, and that file's dotted name."""
    base, name = base_of(path), ingredient.binding.name
    imported = all(binding.kind == "import" for _, binding in project.resolver.names.lasting(base, name))
    for step in project.resolver.steps(base, name) if imported and ingredient.use != "inside" else ():
        module = project.owner(step.result.base) if step.result.name is None else None
        public = module is not None and project.public_api.visibility(module, step.result) == "public"
        if public and module is not None and module.facade is not None:
            yield module, module.facade.location, project.resolver.dotted(step.result.base)


def _made_of(project: Project, module: Module, nodes: Iterable[Node]) -> dict[Node, _Place]:
    """The internal modules that the values of some names are made of, with the place of one ingredient each."""
    found: dict[Node, _Place] = {}
    waiting = list(dict.fromkeys(nodes))
    for node in waiting:
        for path, each in _ingredients(project, node) if len(waiting) < _MOST_VALUES else ():
            for end in project.resolver.ends(path, node.base, each.binding):
                if end.name is not None and each.use != "given" and end not in waiting:
                    waiting.append(end)
                elif each.use != "inside" and _is_internal(project, module, end):
                    found.setdefault(end, _Place(path, each.binding))
    return found


def _ingredients(project: Project, node: Node) -> Iterator[tuple[str, Ingredient]]:
    """What the value of a name is made of once its files have run."""
    for scan in project.resolver.scans(node):
        given = [each for each in scan.ingredients if each.binding.name == node.name]
        lasting = project.resolver.names.lasting(node.base, str(node.name))
        first = next((binding.position for path, binding in lasting if path == scan.path), None)
        yield from ((scan.path, each) for each in given if first is not None and each.binding.position > first)


def _is_internal(project: Project, module: Module, node: Node) -> bool:
    own = node.name is None and project.owner(node.base) == module
    return own and project.public_api.visibility(module, node) == "private"
