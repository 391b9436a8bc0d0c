"""Circles in a graph."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Optional


def circles(edges: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """The shortest circle of every knot: of every set of nodes that all reach each other.

    Args:
        edges: pairs of source and target; one from a node to itself is left out.

    Returns:
        The nodes of each circle in their order, the alphabetically first one first; sorted. Of several shortest
        circles the alphabetically first.
    """
    after: dict[str, list[str]] = {}
    for source, target in sorted(set(edges)):
        if source != target:
            after.setdefault(source, []).append(target)
    reach = {node: _reached(node, after) for node in after}
    found = []
    seen: set[str] = set()
    for node in sorted(after):
        knot = {other for other in reach[node] if node in reach.get(other, ())}
        if node in seen or not knot:
            continue
        seen |= knot
        inside = {each: [to for to in after[each] if to in knot] for each in knot}
        found.append(min((_round(start, inside) for start in sorted(knot)), key=lambda each: (len(each), each)))
    return tuple(sorted(found))


def _reached(start: str, after: dict[str, list[str]]) -> frozenset[str]:
    waiting, seen = [start], set()
    while waiting:
        for target in after.get(waiting.pop(), ()):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return frozenset(seen)


def _round(start: str, after: dict[str, list[str]]) -> tuple[str, ...]:
    """The shortest way from a node back to it, turned so that the first node of the alphabet begins."""
    came: dict[str, Optional[str]] = {start: None}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        if start in after[node]:
            way = []
            step: Optional[str] = node
            while step is not None:
                way.append(step)
                step = came[step]
            way.reverse()
            first = way.index(min(way))
            return (*way[first:], *way[:first])
        for target in after[node]:
            if target not in came:
                came[target] = node
                waiting.append(target)
    raise AssertionError(f"{start} is in no circle")  # it was chosen because it is in one
