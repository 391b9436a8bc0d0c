"""Turns declarations into a catalog and the errors in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from pantstack.base.errors import UserError
from pantstack.buildfiles.globs import below
from pantstack.declarations.model import Catalog, Facade, Module
from pantstack.declarations.suggestions import module_suggestion

_ADDRESS = re.compile(r"^(//)?[\w./-]*:[\w.-]+$|^(//)?[\w.-]+(/[\w.-]+)+$")


@dataclass(frozen=True)
class Declarations:
    """What BUILD files declare, and which files exist.

    Attributes:
        modules: as declared, without facades.
        files: the Python files below each module, by its path.
        infrastructure: the files below each declared infrastructure directory, by its path.
        generated: the code that is made of other files: paths without suffix.
        tests: the Python files below each folder of tests outside of its module, by its path.
    """

    modules: tuple[Module, ...]
    facades: tuple[Facade, ...]
    layers: tuple[str, ...]
    files: Mapping[str, tuple[str, ...]]
    infrastructure: Mapping[str, tuple[str, ...]]
    generated: tuple[str, ...] = ()
    tests: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def build(declared: Declarations) -> tuple[Catalog, tuple[UserError, ...]]:
    """Join modules and their facades.

    Returns:
        The catalog, and all errors at once, sorted by place: with one, nothing is checked by it.
    """
    bare = Catalog(tuple(sorted(declared.modules, key=lambda module: (module.path, module.location))))
    errors: list[UserError] = []
    facades: list[tuple[str, Facade]] = []
    for facade in sorted(declared.facades, key=lambda facade: facade.location):
        owner = bare.owner(facade.directory)
        if owner is None or not below(owner.path, facade.directory):
            errors.append(
                UserError(
                    "This public_facade belongs to no module.",
                    "Declare a pantstack_module in this directory or above it, or delete the facade.",
                    facade.location,
                )
            )
        else:
            facades.append((owner.path, facade))
    modules = []
    for first, second in zip(bare.modules, bare.modules[1:]):
        if first.path == second.path:
            message = f"`{second.path}` is declared twice; the first declaration is at {first.location}."
            errors.append(UserError(message, "Keep one pantstack_module per directory.", second.location))
    for module in bare.modules:
        own = [facade for path, facade in facades if path == module.path]
        errors += _second_facades(module, own)
        modules.append(replace(module, facade=own[0] if own else None))
    catalog = Catalog(tuple(modules), declared.generated)
    for module in catalog.modules:
        errors += _module_errors(module, catalog, declared)
    return catalog, tuple(sorted(errors))


def _second_facades(module: Module, facades: Sequence[Facade]) -> Iterator[UserError]:
    for extra in facades[1:]:
        yield UserError(
            f"`{module.path}` has a second public_facade; the first is at {facades[0].location}.",
            "Keep one facade per module: merge the two.",
            extra.location,
        )


def _module_errors(module: Module, catalog: Catalog, declared: Declarations) -> Iterator[UserError]:
    if not module.path:
        yield UserError(
            "The root of the repository cannot be a module.",
            "Declare the directories below it, one by one: `./pants modules --init` proposes some.",
            module.location,
        )
    outer = catalog.owner(str(PurePosixPath(module.path).parent))
    # All are inside the root of the repository, and a declaration of that is an error by itself.
    if outer is not None and outer.path not in ("", module.path) and below(outer.path, module.path):
        yield UserError(
            f"`{module.path}` is inside the module `{outer.path}`, declared at {outer.location}.",
            "Modules do not nest: move it out, or delete one of the two declarations.",
            module.location,
        )
    if not declared.files.get(module.path) and not any(below(module.path, base) for base in declared.generated):
        yield UserError(
            f"`{module.path}` owns no Python file.",
            "Add its sources, or delete the declaration.",
            module.location,
        )
    yield from _layer(module, declared.layers)
    for path in module.depends_on:
        yield from _dependency(module, path, catalog)
    for deployable in module.deployables:
        if not _ADDRESS.match(deployable):
            yield UserError(
                f"`{deployable}` in deployables is not an address.",
                'Write it like ":api" or "modules/orders:api".',
                module.location,
            )
    yield from _infrastructure(module, declared.infrastructure)
    for folder in module.tests:
        yield from _tests(module, folder, catalog, declared.tests.get(folder, ()))
    if module.facade is not None:
        yield from _facade(module.facade, catalog)


def _layer(module: Module, layers: Sequence[str]) -> Iterator[UserError]:
    if module.layer is not None and module.layer not in layers:
        yield UserError(
            f"Unknown layer `{module.layer}`.",
            f"Use one of [pantstack].layers in pants.toml: {', '.join(layers) or '(none is configured)'}.",
            module.location,
        )


def _dependency(module: Module, path: str, catalog: Catalog) -> Iterator[UserError]:
    if path == module.path:
        yield UserError(f"`{module.path}` depends on itself.", "Delete it from depends_on.", module.location)
    elif catalog.module(path) is None:
        yield UserError(
            f"Unknown module `{path}` in depends_on.",
            module_suggestion(path, (module.path for module in catalog.modules)),
            module.location,
        )


def _infrastructure(module: Module, infrastructure: Mapping[str, tuple[str, ...]]) -> Iterator[UserError]:
    folder = module.program
    if folder is None:
        return
    if f"{folder}/__main__.py" not in infrastructure.get(folder, ()):
        yield UserError(
            f"`{folder}` has no Pulumi program.",
            f"Write {folder}/__main__.py, or correct `infrastructure`.",
            module.location,
        )


def _tests(module: Module, folder: str, catalog: Catalog, files: Sequence[str]) -> Iterator[UserError]:
    """Report what keeps a folder from belonging to a module: every file has one owner."""
    where = f"`{folder}` in tests of `{module.path}`"
    if not files:
        yield UserError(f"{where} has no Python file.", "Correct the path, or delete it.", module.location)
    for other in catalog.modules:
        claimed = next(
            (each for each in other.folders if below(each, folder) and (other, each) != (module, folder)), None
        )
        if claimed == other.path:
            help = (
                "Delete it: it belongs to the module already." if other == module else "Delete it, or move the tests."
            )
            yield UserError(f"{where} is inside the module `{other.path}`.", help, module.location)
        elif claimed is not None:
            message = f"{where} belongs to `{other.path}` already, by `{claimed}`, declared at {other.location}."
            yield UserError(message, "Keep one of the two: a folder belongs to one module.", module.location)
        elif below(folder, other.path):
            message = f"{where} is around the module `{other.path}`, declared at {other.location}."
            yield UserError(message, "Name the folders with the tests of this module alone.", module.location)


def _facade(facade: Facade, catalog: Catalog) -> Iterator[UserError]:
    if not facade.files and not facade.generated:
        yield UserError(
            "This public_facade owns no file.",
            "Add its sources, or delete the declaration.",
            facade.location,
        )
    for path in facade.consumers:
        if catalog.module(path) is None:
            yield UserError(
                f"Unknown module `{path}` in consumers.",
                module_suggestion(path, (module.path for module in catalog.modules)),
                facade.location,
            )
