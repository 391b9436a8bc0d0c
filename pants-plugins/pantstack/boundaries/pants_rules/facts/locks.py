"""Gather what resolves require, and what their lockfiles were made from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from pants.backend.python.subsystems.setup import PythonSetup
from pants.engine.target import Target

from pantstack.base.errors import Parsed
from pantstack.base.locations import SourceLocation
from pantstack.boundaries.locks.resolves import Resolve, gather, overwriting
from pantstack.boundaries.pants_rules.facts.requirements import requirements, sources
from pantstack.boundaries.pants_rules.locks import calls
from pantstack.buildfiles.locate import BuildFiles
from pantstack.declarations.pants_rules.options import option
from pantstack.pants_port import files

_TEXT = ".txt"


# Stands before the rule that awaits it: Pants 2.17 looks for it when that is defined.
async def gather_locks(
    declared: tuple[Target, ...], builds: BuildFiles, python: PythonSetup, toml: str, owners: Mapping[str, str]
) -> Parsed[tuple[Resolve, ...]]:
    """Gather the resolves whose lockfiles Pants makes; none where somebody else makes them.

    Args:
        declared: every target, what is generated beside its generator.
        toml: the text of pants.toml.
        owners: the name of the module that a resolve belongs to.
    """
    if not (python.enable_resolves and python.resolves_generate_lockfiles):
        return Parsed(())
    paths = dict(python.resolves)
    suspects = tuple(path for path in paths.values() if path.endswith(_TEXT))
    texts = {
        file.path: file.content.decode("utf-8", "replace")
        for group in await files.read(tuple((path,) for path in suspects))
        for file in group
    }
    locate = partial(_locate, python, toml)
    errors = overwriting(paths, sources(declared), texts, locate)
    if errors:
        return Parsed((), errors)
    required = requirements(declared, builds, python.default_resolve)
    used = tuple(sorted({paths[each.resolve] for each in required if each.resolve in paths}))
    found = dict(zip(used, await calls.lockfiles(used)))
    return Parsed(gather(paths, required, {path: result.value for path, result in found.items()}, owners))


def _locate(python: PythonSetup, toml: str, path: str) -> SourceLocation:
    return option(python, "resolves", toml).location(path, written=f'"{path}"' in toml or f"'{path}'" in toml)
