"""The graph that every view of `pants modules` shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Optional

from pantstack.text.counting import count
from pantstack.text.escaping import single_line
from pantstack.text.width import shorten

# The one node that stands for all files outside every module.
OUTSIDE = "(no module)"


@dataclass(frozen=True)
class Node:
    """A module, or the files outside every module.

    Attributes:
        path: its directory, or OUTSIDE.
        place: of its declaration, as `path:line`; empty for OUTSIDE.
        description: one sentence.
        layer: one of the graph's layers, or None.
        owners: who is responsible for it.
        facade: the dotted name to import it by, or None.
        offers: the public names of its facade.
        files: how many Python files it owns.
        utility: whether every module may use it without naming it.
        uses_any: whether it may use every module without naming it.
        forbidden: the paths of the modules that it must never use.
        all_public: whether all of it is public for now, to be narrowed.
    """

    path: str
    place: str = ""
    description: str = ""
    layer: Optional[str] = None
    owners: tuple[str, ...] = ()
    facade: Optional[str] = None
    offers: tuple[str, ...] = ()
    files: int = 0
    utility: bool = False
    uses_any: bool = False
    forbidden: tuple[str, ...] = ()
    all_public: bool = False

    @property
    def marks(self) -> tuple[str, ...]:
        """What is special about its declaration, in words."""
        marks = (
            ("utility", self.utility),
            ("may use any module", self.uses_any),
            ("all public, to be narrowed", self.all_public),
        )
        return tuple(words for words, holds in marks if holds)

    @property
    def remarks(self) -> tuple[str, ...]:
        """The same, and what it must never use."""
        return (*self.marks, *(f"never {path}" for path in self.forbidden))

    def title(self, longest: int) -> str:
        """Return its path, shortened, with the marks."""
        marks = f" ({', '.join(self.marks)})" if self.marks else ""
        return shorten(single_line(self.path), longest) + marks


@dataclass(frozen=True)
class Edge:
    """How one node uses another.

    A finding that concerns no other module is on an edge from the module to itself.

    Attributes:
        source: the path of the node that uses.
        target: the path of the node that is used.
        declared: whether the source names the target in depends_on.
        imports: how many imports, and references to the target's stack, there are.
        violations: findings in files of the source, as `path:line:column code`.
        needless: whether the source may use the target without naming it.
    """

    source: str
    target: str
    declared: bool = False
    imports: int = 0
    violations: tuple[str, ...] = ()
    needless: bool = False

    @property
    def own(self) -> bool:
        """Whether it only carries findings of a module about itself."""
        return self.source == self.target

    @property
    def undeclared(self) -> bool:
        """Whether a declaration is missing; files outside every module have none to make, nor to be named in."""
        needed = self.imports > 0 and OUTSIDE not in (self.source, self.target)
        return needed and not (self.declared or self.needless)

    @property
    def unused(self) -> bool:
        """Whether it is declared, and nothing is imported."""
        return self.declared and self.imports == 0

    @property
    def remarks(self) -> tuple[str, ...]:
        """What distinguishes it, in words."""
        marks = (
            ("undeclared", self.undeclared),
            ("no import", self.unused),
            (count(len(self.violations), "finding"), bool(self.violations)),
        )
        return tuple(words for words, holds in marks if holds)


@dataclass(frozen=True)
class Graph:
    """All modules, and who uses whom.

    Attributes:
        layers: outermost first.
        nodes: sorted by path, OUTSIDE last if it is there.
        edges: sorted by source and target.
        unowned: how many Python files belong to no module.
        chosen: the paths of the modules that it is about, beside which are those that they use or are used by; empty
            where it is about all.
    """

    layers: tuple[str, ...] = ()
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    unowned: int = 0
    chosen: tuple[str, ...] = ()

    @property
    def modules(self) -> tuple[Node, ...]:
        """The nodes that are modules."""
        return tuple(node for node in self.nodes if node.path != OUTSIDE)

    @property
    def subjects(self) -> tuple[Node, ...]:
        """The nodes that it is about."""
        return tuple(node for node in self.nodes if not self.chosen or node.path in self.chosen)

    @property
    def uses(self) -> tuple[Edge, ...]:
        """The edges between two nodes."""
        return tuple(edge for edge in self.edges if not edge.own)

    @property
    def findings(self) -> int:
        """How many findings there are."""
        return sum(len(edge.violations) for edge in self.edges)

    @property
    def open(self) -> int:
        """How many modules are all public for now."""
        return sum(node.all_public for node in self.subjects)

    def part(self, paths: Collection[str]) -> Graph:
        """Return the part about some modules: these, those that they use, and those that use them."""
        edges = tuple(edge for edge in self.edges if edge.source in paths or edge.target in paths)
        near = {*paths, *(end for edge in edges for end in (edge.source, edge.target))}
        nodes = tuple(node for node in self.nodes if node.path in near)
        return Graph(self.layers, nodes, edges, self.unowned, tuple(sorted(paths)))

    def rows(self) -> tuple[tuple[str, tuple[Node, ...]], ...]:
        """List the layers with their nodes, outermost first: OUTSIDE before all, modules without a layer after all."""
        by_layer: dict[Optional[str], list[Node]] = {layer: [] for layer in self.layers}
        for node in self.modules:
            by_layer.setdefault(node.layer, []).append(node)
        without = by_layer.pop(None, [])
        outside = [node for node in self.nodes if node.path == OUTSIDE]
        rows = [(OUTSIDE, outside), *((str(layer), nodes) for layer, nodes in by_layer.items()), ("", without)]
        return tuple((title, tuple(nodes)) for title, nodes in rows if nodes)


@dataclass(frozen=True)
class Neighbors:
    """The edges of one node.

    Attributes:
        findings: all on edges from it, also those about itself.
    """

    uses: tuple[Edge, ...]
    used_by: tuple[Edge, ...]
    findings: tuple[str, ...]


def neighbors(graph: Graph) -> dict[str, Neighbors]:
    """Collect the edges of every node, by its path."""
    leaving = _grouped((edge.source, edge) for edge in graph.edges)
    arriving = _grouped((edge.target, edge) for edge in graph.edges)
    return {
        node.path: Neighbors(
            tuple(edge for edge in leaving.get(node.path, ()) if not edge.own),
            tuple(edge for edge in arriving.get(node.path, ()) if not edge.own),
            tuple(line for edge in leaving.get(node.path, ()) for line in edge.violations),
        )
        for node in graph.nodes
    }


def _grouped(pairs: Iterable[tuple[str, Edge]]) -> dict[str, list[Edge]]:
    groups: dict[str, list[Edge]] = {}
    for path, edge in pairs:
        groups.setdefault(path, []).append(edge)
    return groups
