"""What a file offers to others, rather than what it imports for itself."""

from __future__ import annotations

from typing import Callable, Optional

from pantstack.boundaries.resolver.resolution import Node
from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.boundaries.resolver.top_level_names import site_of
from pantstack.boundaries.scanner.model import Binding, FileScan
from pantstack.boundaries.scanner.top_level.bindings import lasting

OwnerOf = Callable[[str], Optional[object]]


def offered_names(resolver: Resolver, owner_of: OwnerOf, scan: FileScan) -> frozenset[str]:
    """Return the public names that a file has at run time and offers: what `__all__` lists, else what is its own.

    Its own is what it defines and what it imports from its module, also by a star; `Any` and `Path` are not.
    """
    return _offered(resolver, owner_of, scan, frozenset())


def for_type_checkers(scan: FileScan, name: str) -> bool:
    """Return whether a file has a name under `if TYPE_CHECKING` only."""
    places = lasting([binding for binding in scan.bindings if binding.name == name])
    return bool(places) and all(_is_checked_only(scan, binding) for binding in places)


def _offered(resolver: Resolver, owner_of: OwnerOf, scan: FileScan, above: frozenset[str]) -> frozenset[str]:
    names = {name for name in scan.public_names if not for_type_checkers(scan, name)}
    if scan.dunder_all is not None or scan.path in above:
        return frozenset(names)
    names -= {name for name in names if _is_foreign(resolver, owner_of, scan, name)}
    for site in scan.imports:
        if site.kind == "import" and site.name == "*" and not site.type_checking:
            resolution = resolver.resolve(scan.path, site)
            for other in () if resolution is None else resolver.scans(Node(resolution.end.base)):
                if owner_of(other.path) == owner_of(scan.path):
                    found = _offered(resolver, owner_of, other, above | {scan.path})
                    names.update(name for name in found if other.dunder_all is not None or name[:1] != "_")
    return frozenset(names)


def _is_foreign(resolver: Resolver, owner_of: OwnerOf, scan: FileScan, name: str) -> bool:
    """Return whether a name is only what a file imports from libraries or from other modules."""
    places = [binding for binding in scan.bindings if binding.name == name]
    if not places or any(binding.kind != "import" for binding in places):
        return False
    ways = [way for binding in places for way in resolver.ways(scan.path, site_of(binding))]
    owner = owner_of(scan.path)
    return all(owner_of(way.end.base) not in (None, owner) for way in ways)


def _is_checked_only(scan: FileScan, binding: Binding) -> bool:
    before = [
        site
        for site in scan.imports
        if site.kind == "import" and site.bound == binding.name and site.position <= binding.position
    ]
    return binding.kind == "import" and bool(before) and before[-1].type_checking
