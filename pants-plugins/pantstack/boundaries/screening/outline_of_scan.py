"""The outline of a file that had to be parsed, where there was nothing in it after all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

from pantstack.boundaries.scanner.model import FileScan, ImportSite
from pantstack.boundaries.scanner.outline.outline import Outline

_VALUES = frozenset({"alias", "loaded", "anything"})


def outline_of(scan: FileScan) -> Optional[Outline]:
    """Return what a file imports as an outline; None where it does more than that."""
    more = (scan.error, scan.unprovable_imports, scan.suppressions, scan.stack_references, scan.patched)
    if any(more) or scan.deprecations or any(binding.kind in _VALUES for binding in scan.bindings):
        return None
    statements = [_statement(site) for site in scan.imports if site.kind == "import"]
    chains = tuple(_chains(scan))
    if None in chains:
        return None
    return Outline(
        tuple(statements),
        frozenset(chain for chain in chains if chain is not None),
        any(site.type_checking for site in scan.imports),
        scan.has_code,
        scan.extends,
        replaced=frozenset(site.dotted.rpartition(".")[2] for site in scan.imports if site.assigned),
    )


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
        if site.kind == "import":
            continue
        name = bound.get((site.level, site.base)) if site.kind == "attribute" else None
        yield None if name is None else f"{name}{site.module[len(site.base) :]}"


def _read_as(site: ImportSite) -> str:
    """What a file writes for what an import loads."""
    plain = site.name is None and site.bound == site.module.partition(".")[0]
    return site.module if plain else str(site.bound)
