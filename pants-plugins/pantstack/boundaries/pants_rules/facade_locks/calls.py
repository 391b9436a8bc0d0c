"""Awaits the locks of facades, and the definitions that they are about."""

from __future__ import annotations

from collections.abc import Iterable

from pantstack.boundaries.facades import lockfile
from pantstack.boundaries.pants_rules.facade_locks.rules import (
    DefinitionsRequest,
    DefinitionsResult,
    read_definitions,
)
from pantstack.boundaries.scanner.definitions.model import FileDefinitions
from pantstack.declarations.model import Catalog, Module
from pantstack.pants_port import files
from pantstack.pants_port.generation import CALLS_BY_NAME

if CALLS_BY_NAME:
    from pants.engine.rules import concurrently, implicitly

    async def _read(requests: tuple[DefinitionsRequest, ...]) -> tuple[DefinitionsResult, ...]:
        return await concurrently(read_definitions(request, **implicitly()) for request in requests)

else:
    from pants.engine.rules import Get, MultiGet

    async def _read(requests: tuple[DefinitionsRequest, ...]) -> tuple[DefinitionsResult, ...]:
        return await MultiGet(Get(DefinitionsResult, DefinitionsRequest, request) for request in requests)


async def definitions(modules: Iterable[Module]) -> dict[str, FileDefinitions]:
    """Await what the files of modules define, by path; remembered until one of them changes."""
    results = await _read(tuple(DefinitionsRequest(module.globs) for module in modules))
    return {file.path: file for result in results for file in result.files}


async def facade_locks(catalog: Catalog) -> tuple[dict[str, str], dict[str, FileDefinitions]]:
    """Read the locks of facades, by path, and the definitions of the modules that have one."""
    (found,) = await files.read((lockfile.GLOBS,))
    locks = {file.path: file.content.decode("utf-8", "replace") for file in found}
    locked = [module for module in catalog.modules if lockfile.lock_path(module) in locks]
    return locks, await definitions(locked) if locked else {}
