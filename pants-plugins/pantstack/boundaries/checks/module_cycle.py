"""Modules use each other in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, Optional

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project
from pantstack.graphs import shortest_cycles
from pantstack.locations import Position

CODE = "module-cycle"


class _Edge(NamedTuple):
    path: str
    position: Position
    end: Optional[Position] = None


_Edges = Mapping[tuple[str, str], _Edge]


def check(project: Project) -> Iterator[Finding]:
    """Report the shortest cycle of each strongly connected component, of what is declared and of what is imported."""
    declared, imported = _declared(project), _imported(project)
    known = shortest_cycles(declared)
    for circle in known:
        yield _finding(circle, declared, "declare that they use each other", "Delete one entry of depends_on.")
    for circle in shortest_cycles(imported):
        if circle not in known:
            yield _finding(circle, imported, "import each other", "Do without one of these imports.")


def _declared(project: Project) -> _Edges:
    return {
        (module.path, path): _Edge(module.place.path, project.item_position(module, "depends_on", path))
        for module in project.catalog.modules
        for path in module.depends_on
    }


def _imported(project: Project) -> _Edges:
    found: dict[tuple[str, str], _Edge] = {}
    for use in project.module_uses:
        owner = project.owner(use.path)
        # What is only for type checkers runs nowhere.
        if owner is not None and not use.site.type_checking:
            found.setdefault((owner.path, use.module.path), _Edge(use.path, use.site.position, use.site.end))
    return found


def _finding(circle: tuple[str, ...], edges: _Edges, what: str, advice: str) -> Finding:
    steps = list(zip(circle, (*circle[1:], circle[0])))
    chain = ", ".join(
        f"{source} -> {target} ({edges[source, target].path}:{edges[source, target].position.line})"
        for source, target in steps
    )
    first = edges[steps[0]]
    return Finding(
        first.path,
        first.position,
        CODE,
        f"{len(circle)} modules {what} in a circle.",
        f"The shortest way round: {chain}.",
        advice,
        target=" -> ".join(circle),
        end=first.end,
    )
