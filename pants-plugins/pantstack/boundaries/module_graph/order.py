"""The order of modules on the page: which line each stands on, and where on it."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence

from pantstack.base import graphs
from pantstack.boundaries.module_graph.model import Edge

_SWEEPS = 12


def cut(paths: Sequence[str], edges: Iterable[Edge], wide: int) -> list[list[str]]:
    """Cut a band into lines: one per rank, or as many as its length needs; fuller ones where there are many ranks."""
    rank = ranks(paths, edges)
    sorted_paths = sorted(paths, key=lambda path: (rank[path], path))
    by_rank: dict[int, list[str]] = {}
    for path in sorted_paths:
        by_rank.setdefault(rank[path], []).append(path)
    lines = [part for group in by_rank.values() for part in _parts(group, wide)]
    needed = math.ceil(len(paths) / wide)
    return lines if len(lines) <= max(3, needed + 1) else _parts(sorted_paths, wide)


def ranks(paths: Iterable[str], edges: Iterable[Edge]) -> dict[str, int]:
    """Count how many steps below the outermost each node stands, along the edges among these nodes."""
    rank = dict.fromkeys(paths, 0)
    among = [(edge.source, edge.target) for edge in edges if edge.source in rank and edge.target in rank]
    rank = graphs.ranks(rank, among)
    # What nobody here uses stands right above what it uses, not at the far top.
    for path in rank.keys() - {target for _, target in among}:
        rank[path] = min((rank[target] for source, target in among if source == path), default=1) - 1
    return rank


def _parts(paths: Sequence[str], wide: int) -> list[list[str]]:
    """Cut into as few parts as possible, of about the same length."""
    number = math.ceil(len(paths) / wide)
    cuts = [len(paths) * part // number for part in range(number + 1)]
    return [list(paths[start:end]) for start, end in zip(cuts, cuts[1:])]


def ordered(lines: Sequence[Sequence[str]], edges: Iterable[Edge]) -> list[list[str]]:
    """Sort each line by where the neighbors of its nodes stand: the order with the fewest crossings found."""
    known = linked(edges)
    current = [list(line) for line in lines]
    height = {path: number for number, line in enumerate(lines) for path in line}
    best, fewest = list(current), crossings(current, edges)
    for sweep in range(_SWEEPS):
        upwards = sweep % 2 == 1
        place = {path: index - (len(line) - 1) / 2 for line in current for index, path in enumerate(line)}
        numbers = range(len(current))
        for number in reversed(numbers) if upwards else numbers:
            for path in current[number]:
                near = [
                    place[other]
                    for other in known.get(path, ())
                    if (height[other] > number if upwards else height[other] < number)
                ]
                place[path] = sum(near) / len(near) if near else place[path]
            line = sorted(current[number], key=lambda path: (place[path], path))
            current[number] = line
            place.update({path: index - (len(line) - 1) / 2 for index, path in enumerate(line)})
        count = crossings(current, edges)
        if count < fewest:
            best, fewest = list(current), count
    return best


def crossings(lines: Sequence[Sequence[str]], edges: Iterable[Edge]) -> int:
    """Count how often edges cross between lines if they are straight, each line centered."""
    place = {path: (n, i - (len(line) - 1) / 2) for n, line in enumerate(lines) for i, path in enumerate(line)}
    spans = [sorted((place[edge.source], place[edge.target])) for edge in edges]
    total = 0
    for number in range(len(lines) - 1):
        passing = []
        for (upper, left), (lower, right) in spans:
            if upper <= number < lower:
                slope = (right - left) / (lower - upper)
                passing.append((left + slope * (number - upper), left + slope * (number + 1 - upper)))
        seen: list[float] = []
        for _, end in sorted(passing):
            total += len(seen) - bisect_left(seen, end + 1e-9)
            insort(seen, end)
    return total


def linked(edges: Iterable[Edge]) -> dict[str, list[str]]:
    """Collect the nodes at the other ends of the edges of each node."""
    known: dict[str, list[str]] = {}
    for edge in edges:
        known.setdefault(edge.source, []).append(edge.target)
        known.setdefault(edge.target, []).append(edge.source)
    return known
