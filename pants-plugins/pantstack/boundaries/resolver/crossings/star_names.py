"""The names that a star import brings along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Callable, Optional

from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.boundaries.scanner.model import ImportSite


def star_names(
    resolver: Resolver,
    path: str,
    site: ImportSite,
    follows: Callable[[str], bool],
    visited: Optional[set[str]] = None,
) -> Iterator[str]:
    """Yield the names that a star of a file brings from files that are followed, also those of their own stars.

    Args:
        follows: whether a file is to be followed, by its path.
        visited: the files that were followed already; it is added to.
    """
    visited = set() if visited is None else visited
    resolution = resolver.resolve(path, site)
    end = None if resolution is None else resolution.end
    for scan in () if end is None or end.name is not None else resolver.scans(end):
        followed = follows(scan.path)
        # What a followed file takes from another one by a star counts, whoever's that is.
        if scan.path in visited or not (followed or visited):
            continue
        visited.add(scan.path)
        yield from scan.public_names
        stars = (each for each in scan.imports if each.is_star)
        for star in stars if followed and scan.dunder_all is None else ():
            yield from star_names(resolver, scan.path, star, follows, visited)
