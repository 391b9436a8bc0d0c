"""Modules use each other in a cycle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Optional

from pantstack.base.graphs import edges_in_cycles, shortest_cycles
from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.project import Project

CODE = "module-cycle"


class _Edge(NamedTuple):
    path: str
    position: Position
    end: Optional[Position] = None


_Edges = Mapping[tuple[str, str], _Edge]


def check(project: Project) -> Iterator[Finding]:
    """Report the shortest cycle of each strongly connected component, of what is declared and of what is imported."""
    declared, imported = _declared(project), _imported(project)
    declared_cycles = shortest_cycles(declared)
    for cycle in declared_cycles:
        yield _finding(
            cycle, declared, "declare that they use each other", "Delete one of these entries of depends_on."
        )
    for cycle in shortest_cycles(imported):
        if cycle not in declared_cycles:
            yield _finding(cycle, imported, "import each other", "Remove one of these imports.")


def _declared(project: Project) -> _Edges:
    return {
        (module.path, path): _Edge(module.location.path, project.item_position(module, "depends_on", path))
        for module in project.catalog.modules
        for path in module.depends_on
    }


def _imported(project: Project) -> _Edges:
    """The first import along each edge that may be part of a cycle."""
    screened = project.screened.edges
    edges = _first_uses(project, project.judged_uses)
    cyclic = edges_in_cycles({*edges, *screened})
    paths = {path for edge in cyclic for path in screened.get(edge, ())}
    further = _first_uses(project, (use for path in sorted(paths) for use in project.uses_of(path)))
    found = ((edge, [known[edge] for known in (edges, further) if edge in known]) for edge in sorted(cyclic))
    return {edge: min(uses, key=lambda use: (use.path, use.position)) for edge, uses in found if uses}


def _first_uses(project: Project, uses: Iterable[ModuleUse]) -> dict[tuple[str, str], _Edge]:
    edges: dict[tuple[str, str], _Edge] = {}
    for use in uses:
        owner = project.owner(use.path)
        # What is only for type checkers runs nowhere.
        if owner is not None and not use.site.type_checking:
            edges.setdefault((owner.path, use.module.path), _Edge(use.path, use.site.position, use.site.end))
    return edges


def _finding(cycle: tuple[str, ...], edges: _Edges, what: str, help: str) -> Finding:
    steps = list(zip(cycle, (*cycle[1:], cycle[0])))
    chain = ", ".join(
        f"{source} -> {target} ({edges[source, target].path}:{edges[source, target].position.line})"
        for source, target in steps
    )
    first = edges[steps[0]]
    return (
        Finding.of(
            first.path,
            CODE,
            f"{len(cycle)} modules {what} in a cycle.",
            f"The shortest cycle: {chain}.",
            help,
            " -> ".join(cycle),
        )
        .at(first.position, first.end)
        .of_module(cycle[0])
    )
