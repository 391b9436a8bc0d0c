"""The rule that gathers what BUILD files and pants.toml declare; Pants remembers it until one of them changes."""

from __future__ import annotations

from dataclasses import dataclass

from pants.backend.python.subsystems.setup import PythonSetup
from pants.engine.rules import rule

from pantstack.boundaries.pants_rules.facade_locks import calls as lock_calls
from pantstack.boundaries.pants_rules.gathering import declared as targets_read
from pantstack.boundaries.pants_rules.gathering.locks import gather_locks
from pantstack.boundaries.pants_rules.options import PantstackLint, run_options
from pantstack.boundaries.pants_rules.other_forms import calls
from pantstack.boundaries.policy import selection
from pantstack.boundaries.run import facts
from pantstack.boundaries.run.facts import Gathered, Gathering
from pantstack.boundaries.screening.reading_rules import ReadingRules
from pantstack.buildfiles.globs import ALL_BUILD_FILES
from pantstack.buildfiles.locate import BuildFiles
from pantstack.declarations import module_resolves
from pantstack.declarations.configuration import FILE
from pantstack.declarations.module_resolves import ResolveKinds
from pantstack.declarations.pants_rules import calls as catalog_calls
from pantstack.declarations.pants_rules.options import PantstackSubsystem
from pantstack.pants_port import files, targets


@dataclass(frozen=True)
class GatheringRequest:
    """A request for everything that is declared in the repository."""


@rule(desc="Gather what modules declare")
async def gather_declarations(
    request: GatheringRequest,  # noqa: ARG001  rules are chosen by the type of the request
    own: PantstackLint,
    shared: PantstackSubsystem,
    kinds: ResolveKinds,
    python: PythonSetup,
) -> Gathering:
    """Read BUILD files, pants.toml and lockfiles, and list the Python files."""
    options, declarations = run_options(own, shared), await catalog_calls.catalog()
    catalog, roots = declarations.catalog, await targets.source_roots()
    (configuration,) = await files.read(((FILE,),))
    toml = next((file.content.decode("utf-8", "replace") for file in configuration), "")
    readers = facts.own_readers(catalog, declarations.errors, roots, options, toml)
    if readers.errors:
        return Gathering(errors=readers.errors)
    (build_files,) = await files.read((ALL_BUILD_FILES,))
    builds = {file.path: file.content for file in build_files}
    declared = tuple(targets_read.read(await targets.declared()))
    located, isolated = BuildFiles(facts.texts(builds)), module_resolves.parse(toml, kinds.kinds)
    locks = await gather_locks(declared, located, python, toml, isolated.owners())
    if locks.errors:
        return Gathering(errors=locks.errors)
    facades = await lock_calls.facade_locks(catalog)
    others = await calls.other_forms()
    (paths,) = await files.paths((("**/*.py", "**/*.pyi"),))
    read = (catalog, roots, declared, builds, located, isolated, locks.value, *facades, others.paths)
    names = frozenset(selection.first_names((*paths, *catalog.generated), roots))
    return Gathering(Gathered(*read), paths, ReadingRules(names, readers.value))
