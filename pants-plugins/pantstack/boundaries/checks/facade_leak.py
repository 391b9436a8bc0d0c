"""A facade hands out what is internal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.resolver import Node, base_of
from pantstack.boundaries.scanner.model import Binding, FileScan, SignatureReference
from pantstack.declarations.model import Facade, Module
from pantstack.locations import Position

CODE = "facade-leak"


def check(project: Project) -> Iterator[Finding]:
    """Every public name of a facade that is an internal module, comes with a star, or speaks of an internal type."""
    for module in project.catalog.modules:
        if module.facade is None:
            continue
        offered = frozenset(_offered(project, module.facade))
        for path in module.facade.files:
            scan = project.scans.get(path)
            if scan is not None:
                yield from _stars(project, module, module.facade, scan)
                yield from _names(project, module, module.facade, scan, offered)


def _offered(project: Project, facade: Facade) -> Iterator[Node]:
    """What the public names of a facade's files are."""
    for path in facade.files:
        scan = project.scans.get(path)
        for name in () if scan is None else scan.public_names:
            step = project.resolver.resolve_name(base_of(path), name)
            if step is not None:
                yield step.result


def _stars(project: Project, module: Module, facade: Facade, scan: FileScan) -> Iterator[Finding]:
    """Star imports of internals; where `__all__` lists the names, each of them is published on purpose."""
    if scan.dunder_all is not None:
        return
    for site in scan.imports:
        resolution = project.resolver.resolve(scan.path, site) if site.name == "*" else None
        if (
            resolution is None
            or project.owner(resolution.end.base) != module
            or project.public_api.visibility(module, resolution.end) == "public"
        ):
            continue
        dotted = project.resolver.dotted(resolution.end.base)
        yield _finding(
            facade,
            scan.path,
            site.position,
            f"Everything in `{dotted}` becomes public by this star.",
            "Import the names that are meant to be public, one by one.",
            dotted,
        )


def _names(
    project: Project, module: Module, facade: Facade, scan: FileScan, offered: frozenset[Node]
) -> Iterator[Finding]:
    first: dict[str, Binding] = {}
    for binding in scan.bindings:
        first.setdefault(binding.name, binding)
    for name in scan.public_names:
        step = project.resolver.resolve_name(base_of(scan.path), name)
        # What comes with a star, or is a submodule, is only listed.
        bound = first.get(name) or first.get("__all__")
        if step is None or bound is None or project.owner(step.result.base) != module:
            continue
        if step.result.name is None:
            if project.public_api.visibility(module, step.result) == "private":
                dotted = project.resolver.dotted(step.result.base)
                yield _finding(
                    facade,
                    scan.path,
                    bound.position,
                    f"`{name}` is the internal module `{dotted}`.",
                    f"Import what is meant to be public from it, or name it `_{name}`.",
                    dotted,
                )
            continue
        yield from _signature(project, module, facade, (scan.path, bound.position, name), step.result, offered)


def _signature(  # noqa: PLR0913, PLR0917  where, whose, what
    project: Project,
    module: Module,
    facade: Facade,
    public: tuple[str, Position, str],
    node: Node,
    offered: frozenset[Node],
) -> Iterator[Finding]:
    """Internal types in the signatures of a public class or function."""
    path, position, name = public
    said: set[Node] = set()
    for scan in project.resolver.scans(node):
        for mention in scan.signature_references:
            found = _type(project, scan, mention) if mention.symbol == node.name else None
            if found is None or found in offered or found in said or not _internal(project, module, found):
                continue
            said.add(found)
            # It is mended where the signature is, if that is a file of the facade.
            here = (scan.path, mention.position) if scan.path in facade.files else (path, position)
            dotted = f"{project.resolver.dotted(found.base)}.{found.name}"
            yield _finding(
                facade,
                here[0],
                here[1],
                f"`{name}` speaks of `{dotted}`, which the facade does not offer.",
                f"Offer `{found.name}` too, or keep it out of the signature.",
                f"{name}:{dotted}",
            )


def _internal(project: Project, module: Module, node: Node) -> bool:
    return project.owner(node.base) == module and project.public_api.visibility(module, Node(node.base)) == "private"


def _type(project: Project, scan: FileScan, mention: SignatureReference) -> Optional[Node]:
    """The class that a name in a signature stands for; None for anything else."""
    head, *rest = mention.name.split(".")
    step = project.resolver.resolve_name(base_of(scan.path), head)
    node = None if step is None else step.result
    for name in rest:
        if node is None or node.name is not None:
            return None
        step = project.resolver.resolve_name(node.base, name)
        node = None if step is None else step.result
    if node is None or node.name is None:
        return None
    bound = project.resolver.bindings(node.base).get(node.name, ())
    return node if any(binding.kind == "class" for _, binding in bound) else None


def _finding(facade: Facade, path: str, position: Position, fact: str, advice: str, target: str) -> Finding:  # noqa: PLR0913, PLR0917  its fields
    return Finding.of(path, CODE, fact, f"{facade.place} declares the facade.", advice, target).at(position)
