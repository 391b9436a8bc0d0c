"""What a file offers to others, rather than what it imports for itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable, Optional

from pantstack.boundaries.resolver.resolution import Node
from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.boundaries.resolver.top_level_names import site_of
from pantstack.boundaries.scanner.model import Binding, FileScan, ImportSite
from pantstack.boundaries.scanner.top_level.bindings import by_name, lasting

OwnerOf = Callable[[str], Optional[object]]


def offered_names(resolver: Resolver, owner_of: OwnerOf, scan: FileScan) -> frozenset[str]:
    """Return the public names that a file has at run time and offers: what `__all__` lists, else what is its own.

    Its own is what it defines and what it imports from its module, also by a star; `Any` and `Path` are not.
    """
    return _offered(resolver, owner_of, scan, set())


def for_type_checkers(scan: FileScan) -> frozenset[str]:
    """Return the names that a file has under `if TYPE_CHECKING` only."""
    if not any(site.type_checking for site in scan.imports):
        return frozenset()
    sites: dict[str, list[ImportSite]] = {}
    for site in scan.imports:
        if site.kind == "import" and site.bound is not None:
            sites.setdefault(site.bound, []).append(site)
    return frozenset(
        name
        for name, bindings in by_name(scan.bindings).items()
        for places in (lasting(bindings),)
        if places and all(_is_checked_only(sites.get(name, []), place) for place in places)
    )


def _offered(resolver: Resolver, owner_of: OwnerOf, scan: FileScan, seen: set[str]) -> frozenset[str]:
    """The same, of files that were not seen before: stars may lead to one in many ways."""
    seen.add(scan.path)
    names = set(scan.public_names) - for_type_checkers(scan)
    if scan.dunder_all is not None:
        return frozenset(names)
    bound = by_name(scan.bindings)
    names -= {name for name in names if _is_foreign(resolver, owner_of, scan, bound.get(name, ()))}
    for site in scan.imports:
        if site.is_star and not site.type_checking:
            resolution = resolver.resolve(scan.path, site)
            for other in () if resolution is None else resolver.scans(Node(resolution.end.base)):
                if other.path not in seen and owner_of(other.path) == owner_of(scan.path):
                    found = _offered(resolver, owner_of, other, seen)
                    names.update(name for name in found if other.dunder_all is not None or name[:1] != "_")
    return frozenset(names)


def _is_foreign(resolver: Resolver, owner_of: OwnerOf, scan: FileScan, places: Sequence[Binding]) -> bool:
    """Return whether a name is only what a file imports from libraries or from other modules."""
    if not places or any(binding.kind != "import" for binding in places):
        return False
    ways = [way for binding in places for way in resolver.ways(scan.path, site_of(binding))]
    owner = owner_of(scan.path)
    return all(owner_of(way.end.base) not in (None, owner) for way in ways)


def _is_checked_only(sites: list[ImportSite], binding: Binding) -> bool:
    """Return whether a name is bound by an import, given all of that name, that only type checkers see."""
    before = [site for site in sites if site.position <= binding.position]
    return binding.kind == "import" and bool(before) and before[-1].type_checking
