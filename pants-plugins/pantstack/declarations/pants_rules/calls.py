"""Awaits the catalog, for other features."""

from __future__ import annotations

from pantstack.declarations.pants_rules.rules import CatalogRequest, FoundCatalog, find_catalog
from pantstack.pants_port.generation import CALLS_BY_NAME

if CALLS_BY_NAME:
    from pants.engine.rules import implicitly

    async def catalog() -> FoundCatalog:
        """Await the repository's catalog; remembered until a BUILD file changes."""
        return await find_catalog(CatalogRequest(), **implicitly())

else:
    from pants.engine.rules import Get

    async def catalog() -> FoundCatalog:
        """Await the repository's catalog; remembered until a BUILD file changes."""
        return await Get(FoundCatalog, CatalogRequest())
