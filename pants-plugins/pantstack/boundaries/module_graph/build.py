"""Builds the graph from what a run knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from pantstack.boundaries.module_graph.model import OUTSIDE, Edge, Graph, Node
from pantstack.declarations.model import Catalog


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
        Node(
            module.path,
            str(module.location),
            module.description,
            module.layer,
            module.owners,
            facades.get(module.path) or None,
            offers.get(module.path, ()),
            files.get(module.path, 0),
        )
        for module in catalog.modules
    ]
    if any(OUTSIDE in (edge.source, edge.target) for edge in edges):
        nodes.append(Node(OUTSIDE, description="Files that belong to no module", files=unowned))
    return Graph(tuple(layers), tuple(nodes), edges, unowned)


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
    return tuple(
        Edge(*ends, ends in declared, numbers[ends], tuple(lines.get(ends, ())))
        for ends in sorted({*declared, *numbers, *lines})
    )
