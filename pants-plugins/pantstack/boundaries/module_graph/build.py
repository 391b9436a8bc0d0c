"""Builds the graph from what a run knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Optional

from pantstack.boundaries.module_graph.model import OUTSIDE, Edge, Graph, Node
from pantstack.declarations.model import Catalog, Module


def build(  # noqa: PLR0913, PLR0917  each is gathered by itself
    catalog: Catalog,
    layers: Iterable[str],
    files: Mapping[str, int],
    imports: Mapping[tuple[str, str], int],
    findings: Iterable[tuple[str, str, str]],
    offers: Mapping[str, tuple[str, ...]],
    facades: Mapping[str, str],
) -> Graph:
    """Build the graph of all modules.

    A path that does not belong to a module, such as an empty one, means the files outside of all.

    Args:
        files: how many Python files a module owns.
        imports: how many imports there are from one module to another.
        findings: the module that a finding lies in, the module it is about, and the finding as `path:line:column code`;
            one that is about no module, or about none but its own, stays with the module it lies in.
        facades: the dotted name of a module's facade.
    """
    edges = _edges(catalog, imports, findings)
    unowned = sum(number for path, number in files.items() if catalog.module(path) is None)
    nodes = [
        _node(module, facades.get(module.path), offers.get(module.path, ()), files.get(module.path, 0))
        for module in catalog.modules
    ]
    if any(OUTSIDE in (edge.source, edge.target) for edge in edges):
        nodes.append(Node(OUTSIDE, description="Files that belong to no module", files=unowned))
    return Graph(tuple(layers), tuple(nodes), edges, unowned)


def _node(module: Module, facade: Optional[str], offers: tuple[str, ...], files: int) -> Node:
    return Node(
        module.path,
        str(module.location),
        module.description,
        module.layer,
        module.owners,
        facade or None,
        offers,
        files,
        module.utility,
        module.may_use_any,
        module.cannot_depend_on,
        module.facade is not None and module.facade.everything,
    )


def _edges(
    catalog: Catalog, imports: Mapping[tuple[str, str], int], findings: Iterable[tuple[str, str, str]]
) -> tuple[Edge, ...]:
    def known(path: str) -> str:
        return OUTSIDE if catalog.module(path) is None else path

    declared = {
        (module.path, target)
        for module in catalog.modules
        for target in module.depends_on
        if catalog.module(target) is not None and target != module.path
    }
    numbers: Counter[tuple[str, str]] = Counter()
    for (source, target), number in imports.items():
        ends = (known(source), known(target))
        if number and ends[0] != ends[1]:
            numbers[ends] += number
    lines: dict[tuple[str, str], list[str]] = {}
    for source, target, line in findings:
        where = known(source)
        about = target if catalog.module(target) is not None else where
        lines.setdefault((where, about), []).append(line)

    def needless(source: str, target: str) -> bool:
        user, used = catalog.module(source), catalog.module(target)
        return user is not None and used is not None and user != used and user.may_use(used)

    return tuple(
        Edge(
            *ends,
            ends in declared,
            numbers[ends],
            tuple(lines.get(ends, ())),
            needless=ends not in declared and needless(*ends),
        )
        for ends in sorted({*declared, *numbers, *lines})
    )
