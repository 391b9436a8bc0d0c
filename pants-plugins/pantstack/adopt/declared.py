"""Turns what another tool has declared into modules of this repository."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from pantstack.adopt.sources.model import EVERYTHING, ForeignDeclarations, ForeignModule, Note
from pantstack.base.errors import UserError, UserErrors
from pantstack.base.locations import SourceLocation
from pantstack.boundaries.resolver.project import Project
from pantstack.buildfiles.globs import below, matches, relative
from pantstack.declarations import validation
from pantstack.declarations.model import Facade, Module


@dataclass(frozen=True)
class Declared:
    """The modules to declare.

    Attributes:
        modules: sorted by path; those that are there already are not among them.
        project: the repository with them.
        notes: of everything that was not carried over, sorted by place.
    """

    modules: tuple[Module, ...]
    project: Project
    notes: tuple[Note, ...]


def declare(foreign: ForeignDeclarations, project: Project, descriptions: Mapping[str, str]) -> Declared:
    """Find out which modules to declare, and what the repository is with them.

    Args:
        descriptions: of modules that have none of their own, by path.

    Raises:
        UserErrors: where they cannot stand beside what is declared already.
    """
    layers = project.layers or foreign.layers
    new = {each.path: each for each in foreign.modules if project.catalog.module(each.path) is None}
    notes = list(foreign.notes)
    known = {each.path for each in project.catalog.modules}
    while True:
        modules = tuple(_module(each, {*new, *known}, layers, descriptions) for each in new.values())
        after, errors = _with(project, modules, layers, type_checking=foreign.type_checking)
        wrong = {module.path: error for module in modules for error in errors if error.location == module.location}
        if errors and not wrong:
            raise UserErrors(errors)
        if not errors:
            break
        notes += [_dropped(new.pop(path), error) for path, error in wrong.items()]
    notes += _layer_notes(new.values(), layers)
    used = after.used_modules
    named = tuple(_with_used(module, new[module.path], used) for module in modules)
    after, _ = _with(project, named, layers, type_checking=foreign.type_checking)
    return Declared(named, after, tuple(sorted(notes)))


def _module(
    foreign: ForeignModule, known: Collection[str], layers: Collection[str], descriptions: Mapping[str, str]
) -> Module:
    """Make a module, without what is not known: an empty list of consumers would let everybody in."""
    consumers = tuple(path for path in foreign.consumers or () if path in known and path != foreign.path)
    is_closed = foreign.consumers is not None and not consumers
    # A file is its own facade: nobody else may use one that is its only consumer.
    alone = (foreign.path,) if is_closed and foreign.is_file else ()
    depends_on = tuple(path for path in foreign.depends_on or () if path in known and path != foreign.path)
    forbidden = tuple(path for path in foreign.cannot_depend_on if path in known and path != foreign.path)
    return Module(
        foreign.path,
        # Unlike those of BUILD files, so that an error is found again.
        SourceLocation(foreign.path, 0),
        foreign.description or descriptions.get(foreign.path) or f"The code in {foreign.path}",
        layer=foreign.layer if foreign.layer in layers else None,
        depends_on=tuple(path for path in depends_on if path not in forbidden),
        tests=foreign.tests,
        is_file=foreign.is_file,
        may_use_any=foreign.depends_on is None,
        cannot_depend_on=forbidden,
        utility=foreign.utility,
        public=() if is_closed or foreign.is_file else foreign.public,
        consumers=consumers or alone,
    )


def docstring_files(modules: Collection[ForeignModule], python: Collection[str]) -> dict[str, str]:
    """Return the files whose docstrings describe modules, by the paths of these."""
    files = {module.path: module.path if module.is_file else f"{module.path}/__init__.py" for module in modules}
    return {module: path for module, path in files.items() if path in python}


def _with_used(module: Module, foreign: ForeignModule, used: Mapping[str, Collection[str]]) -> Module:
    """Name what a module uses of what it is allowed to use unnamed, as declarations are to name all that is used."""
    allowed = set(foreign.allowed) & set(used.get(module.path, ())) - {*module.cannot_depend_on}
    return replace(module, depends_on=tuple(sorted({*module.depends_on, *allowed})))


def _with(
    project: Project, modules: Collection[Module], layers: tuple[str, ...], *, type_checking: bool
) -> tuple[Project, tuple[UserError, ...]]:
    """Declare modules in a project, and find what is wrong with them there."""
    there = project.catalog.modules
    facades = [module.facade for module in there if module.facade is not None]
    facades += [facade for module in modules for facade in _facade(module, project)]
    declared = (*(replace(module, facade=None) for module in there), *modules)
    programs = {module.program: (f"{module.program}/__main__.py",) for module in there if module.program}
    catalog, errors = validation.build(
        validation.Declarations(
            declared, tuple(facades), layers, tuple(project.scans), programs, project.catalog.generated
        )
    )
    checked = project.type_checking and type_checking
    return replace(project, catalog=catalog, layers=layers, type_checking=checked), errors


def _facade(module: Module, project: Project) -> Iterator[Facade]:
    """Yield the facade that a module declares itself, if it does."""
    if not module.public and not module.is_file:
        return
    files = [path for path in project.scans if _is_public(module, path)]
    is_open = EVERYTHING[0] in module.public
    generated = [path for path in project.catalog.generated if is_open and below(module.path, path)]
    yield Facade(
        module.directory,
        module.location,
        tuple(sorted(files)),
        module.consumers,
        generated=tuple(generated),
        module=module.path,
        everything=is_open,
    )


def _is_public(module: Module, path: str) -> bool:
    if module.is_file:
        return path in module.files
    return below(module.path, path) and matches(module.public, relative(module.path, path))


def _dropped(foreign: ForeignModule, error: UserError) -> Note:
    return Note(foreign.location, f"This module is not declared: {error.message} Declare it by hand, or leave it out.")


def _layer_notes(modules: Collection[ForeignModule], layers: Collection[str]) -> Iterator[Note]:
    for module in modules:
        if module.layer is not None and module.layer not in layers:
            yield Note(
                module.location,
                f"The layer `{module.layer}` of `{module.path}` is not carried over: [pantstack].layers has others."
                " Add it there, then to the module.",
            )
