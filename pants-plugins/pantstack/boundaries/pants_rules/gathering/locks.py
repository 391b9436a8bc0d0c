"""Gather what resolves require, and what their lockfiles were made from."""

from __future__ import annotations

from collections.abc import Mapping

from pants.backend.python.subsystems.setup import PythonSetup

from pantstack.base.errors import Parsed
from pantstack.boundaries.locks.resolves import Resolve
from pantstack.boundaries.pants_rules.locks import calls
from pantstack.boundaries.run.locks import PythonResolves
from pantstack.buildfiles.locate import BuildFiles
from pantstack.declarations.pants_rules.options import option
from pantstack.declarations.target_values.declared import DeclaredTarget
from pantstack.pants_port import files


# Stands before the rule that awaits it: Pants 2.17 looks for it when that is defined.
async def gather_locks(
    declared: tuple[DeclaredTarget, ...], builds: BuildFiles, python: PythonSetup, toml: str, owners: Mapping[str, str]
) -> Parsed[tuple[Resolve, ...]]:
    """Gather the resolves whose lockfiles Pants makes; none where somebody else makes them.

    Args:
        declared: every target, what is generated beside its generator.
        toml: the text of pants.toml.
        owners: the name of the module that a resolve belongs to.
    """
    if not (python.enable_resolves and python.resolves_generate_lockfiles):
        return Parsed(())
    resolves = PythonResolves(dict(python.resolves), python.default_resolve, option(python, "resolves", toml))
    found = await files.read(tuple((path,) for path in resolves.suspects))
    texts = {file.path: file.content.decode("utf-8", "replace") for group in found for file in group}
    errors = resolves.overwriting(declared, texts)
    if errors:
        return Parsed((), errors)
    used = resolves.used(declared)
    lockfiles = dict(zip(used, await calls.lockfiles(used)))
    return Parsed(resolves.gather(declared, builds, lambda path: lockfiles[path].value, owners))
