"""The rule that gathers all facts of the repository; Pants remembers it until a file changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pants.backend.python.subsystems.setup import PythonSetup
from pants.engine.rules import rule

from pantstack.boundaries.pants_rules.facade_locks import calls as lock_calls
from pantstack.boundaries.pants_rules.facts import declared as targets_read
from pantstack.boundaries.pants_rules.facts.locks import gather_locks
from pantstack.boundaries.pants_rules.options import PantstackLint, run_options
from pantstack.boundaries.pants_rules.scans import calls
from pantstack.boundaries.policy import selection
from pantstack.boundaries.run import facts
from pantstack.boundaries.run.facts import Facts, Gathered
from pantstack.boundaries.scanner.model import FileScan
from pantstack.buildfiles.globs import ALL_BUILD_FILES
from pantstack.buildfiles.locate import BuildFiles
from pantstack.declarations import module_resolves
from pantstack.declarations.configuration import FILE
from pantstack.declarations.model import Catalog
from pantstack.declarations.module_resolves import ResolveKinds
from pantstack.declarations.pants_rules import calls as catalog_calls
from pantstack.declarations.pants_rules.options import PantstackSubsystem
from pantstack.pants_port import files, targets


@dataclass(frozen=True)
class FactsRequest:
    """A request for the facts of the whole repository."""


# Stands before the rule that awaits it: Pants 2.17 looks for it when that is defined.
async def _scans(catalog: Catalog, roots: Sequence[str], readers: tuple[str, ...]) -> dict[str, FileScan]:
    (paths,) = await files.paths((("**/*.py", "**/*.pyi"),))
    names = selection.first_names((*paths, *catalog.generated), roots)
    scanned = await calls.scans(selection.groups(catalog), names, readers)
    return {scan.path: scan for result in scanned for scan in result.files}


@rule(desc="Gather what modules import")
async def gather_facts(
    request: FactsRequest,  # noqa: ARG001  rules are chosen by the type of the request
    own: PantstackLint,
    shared: PantstackSubsystem,
    kinds: ResolveKinds,
    python: PythonSetup,
) -> Facts:
    """Scan every module, and every file outside of them."""
    options, declarations = run_options(own, shared), await catalog_calls.catalog()
    catalog, roots = declarations.catalog, await targets.source_roots()
    (configuration,) = await files.read(((FILE,),))
    toml = next((file.content.decode("utf-8", "replace") for file in configuration), "")
    readers = facts.own_readers(catalog, declarations.errors, roots, options, toml)
    if readers.errors:
        return Facts(errors=readers.errors)
    scans = await _scans(catalog, roots, readers.value)
    (build_files,) = await files.read((ALL_BUILD_FILES,))
    builds = {file.path: file.content for file in build_files}
    declared = tuple(map(targets_read.read, await targets.declared()))
    located, isolated = BuildFiles(facts.texts(builds)), module_resolves.parse(toml, kinds.kinds)
    locks = await gather_locks(declared, located, python, toml, isolated.owners())
    if locks.errors:
        return Facts(errors=locks.errors)
    facades = await lock_calls.facade_locks(catalog)
    others = await calls.other_forms()
    read = (catalog, roots, scans, declared, builds, located, isolated, locks.value, *facades, others.paths)
    return facts.build(Gathered(*read), options)
