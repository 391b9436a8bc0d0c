"""Gathers the facts of a repository without Pants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pantstack.base.errors import UserError, UserErrors
from pantstack.boundaries.facades import lockfile as facade_lock
from pantstack.boundaries.locks.lockfile import parse as parse_lockfile
from pantstack.boundaries.locks.resolves import Resolve
from pantstack.boundaries.policy import other_form, selection
from pantstack.boundaries.run import facts
from pantstack.boundaries.run.facts import Gathered, Gathering
from pantstack.boundaries.run.locks import PythonResolves
from pantstack.boundaries.run.options import SHARED, RunOptions
from pantstack.boundaries.scanner.definitions.model import FileDefinitions
from pantstack.boundaries.scanner.definitions.read import definitions
from pantstack.boundaries.screening.reading_rules import ReadingRules
from pantstack.buildfiles.evaluation.reader import Reader
from pantstack.buildfiles.globs import is_build_file
from pantstack.buildfiles.locate import BuildFiles
from pantstack.buildfiles.ownership import is_unknown_kind
from pantstack.declarations import module_resolves
from pantstack.declarations.layers import configured
from pantstack.declarations.model import Catalog
from pantstack.declarations.module_resolves import Kinds, ModuleResolves
from pantstack.standalone import catalog as catalogs
from pantstack.standalone.files import source_roots
from pantstack.standalone.files.repository import RepositoryFiles
from pantstack.standalone.options.pants_options import PantsOptions
from pantstack.standalone.settings import FileSettings
from pantstack.standalone.targets.kinds import has_field
from pantstack.standalone.targets.macros import macros
from pantstack.standalone.targets.read import ReadTargets, TargetReader


@dataclass(frozen=True)
class Sources:
    """Where facts come from.

    Attributes:
        kinds: the kinds of resolves that a module of a template has, by template.
    """

    files: RepositoryFiles
    options: PantsOptions
    settings: FileSettings
    run: RunOptions
    kinds: Kinds


def gather(sources: Sources) -> Gathering:
    """Gather what is declared in a repository.

    Raises:
        UserErrors: if BUILD files cannot be read.
    """
    files, options, run = sources.files, sources.options, sources.run
    wrong_layers = configured.find_errors(run.layers, options.located(SHARED, "layers"))
    if wrong_layers:
        return Gathering(errors=wrong_layers)
    roots = _source_roots(sources)
    builds = files.contents(path for path in files.paths.all if is_build_file(path))
    isolated = module_resolves.parse(options.toml, sources.kinds)
    targets, located = _targets(sources, builds, isolated), BuildFiles(facts.texts(builds))
    catalog, errors = catalogs.find(files, targets, located, run.layers, roots)
    readers = facts.own_readers(catalog, errors, roots, run, options.toml)
    if readers.errors:
        return Gathering(errors=readers.errors)
    locks, wrong_locks = _locks(sources, targets, located, isolated)
    if wrong_locks:
        return Gathering(errors=wrong_locks)
    python = tuple(path for path in files.paths.all if path.endswith((".py", ".pyi")))
    names = frozenset(selection.first_names((*python, *catalog.generated), roots))
    others = tuple(path for path in files.paths.all if other_form.may_be(path))
    for path in others:
        files.watch(path)
    read: tuple[Any, ...] = (catalog, roots, targets.declared, builds, located, isolated, locks)
    read = (*read, *_facade_locks(files, catalog), others)
    unread = tuple(sorted(each or _default_resolve(options) for each in targets.unread))
    kinds = tuple(sorted({target.kind for target in targets.declared if is_unknown_kind(target.kind)}))
    return Gathering(Gathered(*read), python, ReadingRules(names, readers.value), (), unread, kinds)


def _source_roots(sources: Sources) -> tuple[str, ...]:
    options = sources.options
    patterns = options.list("source", "root_patterns", source_roots.PATTERNS)
    place = options.located("source", "root_patterns").location()
    return source_roots.find(sources.files.listing.folders, patterns, options.list("source", "marker_filenames"), place)


def _targets(sources: Sources, builds: Mapping[str, bytes], isolated: ModuleResolves) -> ReadTargets:
    files, settings = sources.files, sources.settings
    counted = files.paths.matching(
        (*(f"**/{glob}" for glob in settings.build_patterns), *(f"!{glob}" for glob in settings.build_ignore))
    )
    preludes = files.contents(files.paths.matching(settings.preludes)) if settings.preludes else {}
    reader = Reader(macros(isolated), has_field)
    errors = reader.read({path: builds.get(path) or files.read(path) or b"" for path in counted}, preludes)
    if errors:
        raise UserErrors(errors)
    targets = TargetReader(files.paths, files.read)
    errors = targets.all(reader.declarations)
    if errors:
        raise UserErrors(tuple(sorted(errors)))
    return targets.targets


def _locks(
    sources: Sources, targets: ReadTargets, located: BuildFiles, isolated: ModuleResolves
) -> tuple[tuple[Resolve, ...], tuple[UserError, ...]]:
    """Gather the resolves whose lockfiles Pants makes; none where somebody else makes them."""
    options, files = sources.options, sources.files
    enabled = options.boolean("python", "enable_resolves", default=False)
    if not enabled or not options.boolean("python", "resolves_generate_lockfiles", default=True):
        return (), ()
    paths = options.table("python", "resolves") or {"python-default": "3rdparty/python/default.lock"}
    default = _default_resolve(options)
    resolves = PythonResolves(paths, default, options.located("python", "resolves"))
    errors = resolves.overwriting(targets.declared, {path: files.text(path) for path in resolves.suspects})
    if errors:
        return (), errors
    found = resolves.gather(targets.declared, located, lambda path: parse_lockfile(files.text(path)), isolated.owners())
    unread = {each or default for each in targets.unread}
    return tuple(each for each in found if each.name not in unread), ()


def _default_resolve(options: PantsOptions) -> str:
    return options.text("python", "default_resolve", "python-default")


def _facade_locks(files: RepositoryFiles, catalog: Catalog) -> tuple[dict[str, str], dict[str, FileDefinitions]]:
    """Read the locks of facades, by path, and the definitions of the modules that have one."""
    locks = {path: files.text(path) for path in files.paths.matching(facade_lock.GLOBS)}
    locked = [module for module in catalog.modules if facade_lock.lock_path(module) in locks]
    found = {path for module in locked for path in files.paths.matching(module.globs)}
    return locks, {path: definitions(path, content) for path, content in files.contents(sorted(found)).items()}
