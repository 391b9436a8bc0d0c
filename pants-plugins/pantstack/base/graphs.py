"""Order, reachability and cycles in graphs whose nodes are names."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

_Graph = Mapping[str, Iterable[str]]


def transitive_dependencies(node: str, depends_on: _Graph) -> frozenset[str]:
    """Collect everything that a node depends on, directly or through others; itself only where it is in a cycle."""
    reached: set[str] = set()
    waiting = [node]
    while waiting:
        fresh = set(depends_on.get(waiting.pop(), ())) - reached
        reached |= fresh
        waiting.extend(fresh)
    return frozenset(reached)


def topological_order(selected: Iterable[str], depends_on: _Graph) -> tuple[str, ...]:
    """Order the selected nodes: each after those that it depends on, also through nodes that are not selected.

    What is free to come at the same time comes by name.

    Raises:
        CycleError: if there is no order; its second argument is a shortest cycle, the first node again at its end.
    """
    chosen = frozenset(selected)
    nodes = sorted(chosen.union(*(transitive_dependencies(node, depends_on) for node in chosen)))
    sorter = TopologicalSorter(dict.fromkeys(nodes, ()))
    for node in nodes:
        sorter.add(node, *sorted(depends_on.get(node, ())))
    try:
        return tuple(node for node in sorter.static_order() if node in chosen)
    except CycleError:
        loops = [(node, node) for node in nodes if node in depends_on.get(node, ())]
        edges = ((node, target) for node in nodes for target in depends_on.get(node, ()))
        cycle = next(iter(shortest_cycles(edges)), None)
        raise CycleError("nodes are in a cycle", loops[0] if cycle is None else (*cycle, cycle[0])) from None


def shortest_path(start: str, goal: str, successors: _Graph) -> tuple[str, ...]:
    """Find the shortest path of at least one step, the alphabetically first of several.

    Returns:
        The nodes from start to goal, both included; nothing where there is no path.
    """
    previous: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for successor in sorted(successors.get(node, ())):
            if successor not in previous:
                previous[successor] = node
                waiting.append(successor)
        if goal in previous:
            path = [goal, previous[goal]]
            while path[-1] != start:
                path.append(previous[path[-1]])
            return tuple(reversed(path))
    return ()


def shortest_cycles(edges: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """Find the shortest cycle of every strongly connected component: of nodes that all reach each other.

    Args:
        edges: pairs of source and target; an edge from a node to itself is ignored.

    Returns:
        The nodes of each cycle in their order, the alphabetically first one first; sorted. Of several shortest
        cycles the alphabetically first.
    """
    cycles = []
    for node, inside in _components(edges):
        # Where no node has a choice, the component is one cycle, the same from each of its nodes.
        starts = inside if any(len(targets) > 1 for targets in inside.values()) else [node]
        turned = (_first_first(shortest_path(start, start, inside)[:-1]) for start in starts)
        cycles.append(min(turned, key=lambda cycle: (len(cycle), cycle)))
    return tuple(sorted(cycles))


def edges_in_cycles(edges: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Find the edges that are part of some cycle; an edge from a node to itself is not."""
    return frozenset(
        (source, target) for _, inside in _components(edges) for source, targets in inside.items() for target in targets
    )


def _components(edges: Iterable[tuple[str, str]]) -> Iterator[tuple[str, dict[str, set[str]]]]:
    """Yield the first node of every strongly connected component of several nodes, and the edges inside of it."""
    successors: dict[str, set[str]] = {}
    predecessors: dict[str, set[str]] = {}
    for source, target in edges:
        if source != target:
            successors.setdefault(source, set()).add(target)
            predecessors.setdefault(target, set()).add(source)
    seen: set[str] = set()
    for node in sorted(successors):
        if node in seen:
            continue
        component = transitive_dependencies(node, successors) & transitive_dependencies(node, predecessors)
        seen |= component
        if component:
            yield node, {member: successors[member] & component for member in component}


def ranks(nodes: Iterable[str], edges: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Count how many steps below the outermost nodes each node stands: the longest path to it.

    A cycle is cut open at the node with the fewest edges from nodes that have no rank yet, the alphabetically first.

    Args:
        edges: pairs of source and target, both among the nodes.
    """
    sources: dict[str, set[str]] = {node: set() for node in nodes}
    targets: dict[str, list[str]] = {node: [] for node in sources}
    for source, target in edges:
        sources[target].add(source)
        targets[source].append(target)
    rank = dict.fromkeys(sources, 0)
    while sources:
        free = [node for node, unranked in sources.items() if not unranked]
        for node in free or [min(sources, key=lambda node: (len(sources[node]), node))]:
            del sources[node]
            for target in targets[node]:
                if target in sources:
                    sources[target].discard(node)
                    rank[target] = max(rank[target], rank[node] + 1)
    return rank


def _first_first(cycle: tuple[str, ...]) -> tuple[str, ...]:
    """Turn a cycle so that its alphabetically first node begins."""
    first = cycle.index(min(cycle))
    return (*cycle[first:], *cycle[:first])
