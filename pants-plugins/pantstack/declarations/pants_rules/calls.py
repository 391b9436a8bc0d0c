"""How other features ask for the catalogue."""

from __future__ import annotations

from pantstack.declarations.pants_rules.rules import CatalogueRequest, FoundCatalogue, find_catalogue
from pantstack.pants_port.generation import CALLS_BY_NAME

if CALLS_BY_NAME:
    from pants.engine.rules import implicitly

    async def catalogue() -> FoundCatalogue:
        """The repository's catalogue; remembered until a BUILD file changes."""
        return await find_catalogue(CatalogueRequest(), **implicitly())

else:
    from pants.engine.rules import Get

    async def catalogue() -> FoundCatalogue:
        """The repository's catalogue; remembered until a BUILD file changes."""
        return await Get(FoundCatalogue, CatalogueRequest())
