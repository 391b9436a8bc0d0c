"""The rule that gathers all facts of the repository; Pants remembers it until a file changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Callable, Final

from pants.backend.python.subsystems.setup import PythonSetup
from pants.engine.rules import rule

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.boundaries.pants_rules.facade_locks import calls as lock_calls
from pantstack.boundaries.pants_rules.facts.build_references import references
from pantstack.boundaries.pants_rules.facts.data_files import data_files
from pantstack.boundaries.pants_rules.facts.locks import gather_locks
from pantstack.boundaries.pants_rules.facts.resolves import file_resolves
from pantstack.boundaries.pants_rules.options import PantstackLint
from pantstack.boundaries.pants_rules.scans import calls
from pantstack.boundaries.policy import selection, string_readers
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.boundaries.scanner.model import FileScan, Suppression
from pantstack.boundaries.scanner.scan import suppressions
from pantstack.buildfiles.globs import ALL_BUILD_FILES
from pantstack.buildfiles.locate import BuildFiles
from pantstack.declarations import module_resolves
from pantstack.declarations.configuration import FILE, Option
from pantstack.declarations.model import Catalog
from pantstack.declarations.module_resolves import ResolveKinds
from pantstack.declarations.pants_rules import calls as catalog_calls
from pantstack.declarations.pants_rules.options import PantstackSubsystem, option
from pantstack.pants_port import files, targets

_EMPTY: Final = Project(Catalog(), Resolver((), {}), {})


@dataclass(frozen=True)
class FactsRequest:
    """A request for the facts of the whole repository."""


@dataclass(frozen=True, eq=False)
class Facts:
    """What the checks work on.

    Attributes:
        project: all modules and files; empty where declarations have mistakes.
        errors: in declarations: with one, nothing is checked.
        suppressions: the comments in BUILD files, by path.
        files: the paths of all Python and BUILD files.
        other_forms: the paths of what is, or may be, Python in a form that is not read.
    """

    project: Project
    errors: tuple[UserError, ...] = ()
    suppressions: Mapping[str, tuple[Suppression, ...]] = field(default_factory=dict)
    files: frozenset[str] = frozenset()
    other_forms: tuple[str, ...] = ()


# Stands before the rule that awaits it: Pants 2.17 looks for it when that is defined.
async def _scans(catalog: Catalog, roots: Sequence[str], readers: tuple[str, ...]) -> dict[str, FileScan]:
    (paths,) = await files.paths((("**/*.py", "**/*.pyi"),))
    names = selection.first_names((*paths, *catalog.generated), roots)
    scanned = await calls.scans(selection.groups(catalog), names, readers)
    return {scan.path: scan for result in scanned for scan in result.files}


@rule(desc="Gather what modules import")
async def gather_facts(
    request: FactsRequest,  # noqa: ARG001  rules are chosen by the type of the request
    options: PantstackLint,
    shared: PantstackSubsystem,
    kinds: ResolveKinds,
    python: PythonSetup,
) -> Facts:
    """Scan every module, and every file outside of them."""
    declarations = await catalog_calls.catalog()
    roots = await targets.source_roots()
    (configuration,) = await files.read(((FILE,),))
    toml = next((file.content.decode("utf-8", "replace") for file in configuration), "")
    own_readers = string_readers.parse(options.string_readers, _locations(option(options, "string_readers", toml)))
    errors = (*(declarations.errors or selection.rootless(declarations.catalog, roots)), *own_readers.errors)
    if errors:
        return Facts(_EMPTY, errors)
    scans = await _scans(declarations.catalog, roots, own_readers.value)
    (build_files,) = await files.read((ALL_BUILD_FILES,))
    builds = {file.path: file.content for file in build_files}
    texts = {path: content.decode("utf-8", "replace") for path, content in builds.items()}
    declared = await targets.declared()
    located, isolated = BuildFiles(texts), module_resolves.parse(toml, kinds.kinds)
    locks = await gather_locks(declared, located, python, toml, isolated.owners())
    project = Project(
        declarations.catalog,
        Resolver(roots, scans, declarations.catalog.generated),
        scans,
        tuple(shared.layers),
        references(declared, located, scans),
        texts,
        options.type_checking,
        data_files(declared),
        file_resolves(declared, texts, isolated),
        locks.value,
        *await lock_calls.facade_locks(declarations.catalog),
    )
    comments = {path: suppressions(content) for path, content in builds.items()}
    others = await calls.other_forms()
    found = Facts(project, (), comments, frozenset((*scans, *builds)), others.paths)
    return Facts(_EMPTY, locks.errors) if locks.errors else found


def _locations(readers: Option) -> Callable[[str], SourceLocation]:
    """Find where a reader of strings is set: a flag adds to what pants.toml has."""
    raw = readers.written()
    known = raw if isinstance(raw, list) else []
    return lambda entry: readers.location(entry, written=entry in known, number=known.count(entry))
