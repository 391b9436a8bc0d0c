"""The outline of a file that had to be parsed, where there was nothing in it after all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

from pantstack.boundaries.scanner.model import FileScan, ImportSite
from pantstack.boundaries.scanner.outline.outline import Outline
from pantstack.boundaries.scanner.patched_objects import ANYTHING
from pantstack.boundaries.scanner.strings.readers import patches

_VALUES = frozenset({"alias", "loaded", "anything"})


def outline_of(scan: FileScan) -> Optional[Outline]:
    """Return what a file imports as an outline; None where it does more than that."""
    more = (scan.error, scan.unprovable_imports, scan.suppressions, scan.stack_references, scan.deprecations)
    if any(more) or any(binding.kind in _VALUES for binding in scan.bindings):
        return None
    replaced = {*_replaced(scan)}
    chains, strings = tuple(_chains(scan)), [site for site in scan.imports if site.kind == "string"]
    if None in chains or ANYTHING in replaced or not all(map(_is_whole_patch, strings)):
        return None
    return Outline(
        tuple(_statement(site) for site in scan.imports if site.kind == "import"),
        tuple(sorted({chain for chain in chains if chain is not None})),
        any(site.type_checking for site in scan.imports),
        scan.has_code,
        scan.extends,
        frozenset(site.dotted for site in strings),
        frozenset(replaced),
        frozenset(site.dotted.rpartition(".")[2] for site in scan.imports if site.assigned),
        frozenset(each.binding.name for each in scan.ingredients),
    )


def _is_whole_patch(site: ImportSite) -> bool:
    return patches(site.call) and not (site.partial or site.app or site.level)


def _replaced(scan: FileScan) -> Iterator[str]:
    """Yield the last names of what is assigned to from outside, or patched; a star for anything."""
    patched = (site for site in scan.imports if site.kind == "string" or site.assigned)
    for site in (*patched, *scan.patched):
        yield ANYTHING if site.name == ANYTHING else site.dotted.rpartition(".")[2]


def _statement(site: ImportSite) -> str:
    if site.name is None:
        plain = site.bound == site.module.partition(".")[0]
        return f"import {site.module}" if plain else f"import {site.module} as {site.bound}"
    alias = "" if site.bound in (None, site.name) else f" as {site.bound}"
    return f"from {'.' * site.level}{site.module} import {site.name}{alias}"


def _chains(scan: FileScan) -> Iterator[Optional[str]]:
    """Yield the chains of attributes as they begin with what imports bind; None for what else there is."""
    # Of several names for the same thing, one is enough.
    bound = {
        (site.level, site.dotted): _read_as(site)
        for site in scan.imports
        if site.kind == "import" and site.bound is not None
    }
    for site in scan.imports:
        if site.kind in ("import", "string"):
            continue
        name = bound.get((site.level, site.base)) if site.kind == "attribute" else None
        yield None if name is None else f"{name}{site.module[len(site.base) :]}"


def _read_as(site: ImportSite) -> Optional[str]:
    """What a file writes for what an import loads; None for `import a.b`, which may also be `import a.b as a`."""
    first, more, _ = site.module.partition(".")
    return None if site.name is None and more and site.bound == first else str(site.bound)
