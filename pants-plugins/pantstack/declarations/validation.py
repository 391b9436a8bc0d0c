"""Turns declarations into a catalog and the errors in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pantstack.base.errors import UserError
from pantstack.buildfiles.globs import below
from pantstack.declarations import dependencies
from pantstack.declarations.files_of_modules import FilesByModule
from pantstack.declarations.model import Catalog, Facade, Module
from pantstack.declarations.suggestions import module_suggestion

_ADDRESS = re.compile(r"^(//)?[\w./-]*:[\w.-]+$|^(//)?[\w.-]+(/[\w.-]+)+$")


@dataclass(frozen=True)
class Declarations:
    """What BUILD files declare, and which files exist.

    Attributes:
        modules: as declared, without facades.
        files: the Python files of the repository.
        infrastructure: the files below each declared infrastructure directory, by its path.
        generated: the code that is made of other files: paths without suffix.
    """

    modules: tuple[Module, ...]
    facades: tuple[Facade, ...]
    layers: tuple[str, ...]
    files: Collection[str]
    infrastructure: Mapping[str, tuple[str, ...]]
    generated: tuple[str, ...] = ()


def build(declared: Declarations) -> tuple[Catalog, tuple[UserError, ...]]:
    """Join modules and their facades.

    Returns:
        The catalog, and all errors at once, sorted by place: with one, nothing is checked by it.
    """
    bare = Catalog(tuple(sorted(declared.modules, key=lambda module: (module.path, module.location))))
    errors: list[UserError] = []
    facades: dict[str, list[Facade]] = {}
    for facade in sorted(declared.facades, key=lambda facade: facade.location):
        owner = bare.module(facade.module) if facade.module else bare.owner(facade.directory)
        if owner is None or not below(owner.directory, facade.directory):
            errors.append(
                UserError(
                    "This public_facade belongs to no module.",
                    "Declare a pantstack_module in this directory or above it, or delete the facade.",
                    facade.location,
                )
            )
        else:
            facades.setdefault(owner.path, []).append(_own(facade, owner, bare))
    modules = []
    for first, second in zip(bare.modules, bare.modules[1:]):
        if first.path == second.path:
            message = f"`{second.path}` is declared twice; the first declaration is at {first.location}."
            help = f"Keep one pantstack_module per {'file' if second.is_file else 'directory'}."
            errors.append(UserError(message, help, second.location))
    for module in bare.modules:
        own = facades.get(module.path, [])
        errors += () if module.is_file else _second_facades(module, own)
        modules.append(replace(module, facade=own[0] if own else None))
    catalog = Catalog(tuple(modules), declared.generated)
    files = FilesByModule(catalog, declared.files)
    for module in catalog.modules:
        errors += _module_errors(module, catalog, declared, files)
    return catalog, tuple(sorted(errors))


def _own(facade: Facade, owner: Module, catalog: Catalog) -> Facade:
    """Leave to modules inside of a facade's module what is theirs."""

    def is_own(path: str) -> bool:
        nearest = catalog.owner(path)
        # What is generated may be elsewhere.
        return nearest is None or nearest == owner or not below(owner.path, nearest.path)

    files, generated = tuple(filter(is_own, facade.files)), tuple(filter(is_own, facade.generated))
    return replace(facade, files=files, generated=generated)


def _second_facades(module: Module, facades: Sequence[Facade]) -> Iterator[UserError]:
    for extra in facades[1:]:
        yield UserError(
            f"`{module.path}` has a second public_facade; the first is at {facades[0].location}.",
            "Keep one facade per module: merge the two.",
            extra.location,
        )


def _module_errors(
    module: Module, catalog: Catalog, declared: Declarations, files: FilesByModule
) -> Iterator[UserError]:
    if not module.path:
        yield UserError(
            "The root of the repository cannot be a module.",
            "Declare the directories below it, one by one: `./pants modules --init` proposes some.",
            module.location,
        )
    yield from files.errors(module)
    yield from _layer(module, declared.layers)
    yield from dependencies.errors(module, catalog)
    for deployable in module.deployables:
        if not _ADDRESS.match(deployable):
            yield UserError(
                f"`{deployable}` in deployables is not an address.",
                'Write it like ":api" or "modules/orders:api".',
                module.location,
            )
    yield from _infrastructure(module, declared.infrastructure)
    yield from _facade(module, catalog)


def _layer(module: Module, layers: Sequence[str]) -> Iterator[UserError]:
    if module.layer is not None and module.layer not in layers:
        yield UserError(
            f"Unknown layer `{module.layer}`.",
            f"Use one of [pantstack].layers in pants.toml: {', '.join(layers) or '(none is configured)'}.",
            module.location,
        )


def _infrastructure(module: Module, infrastructure: Mapping[str, tuple[str, ...]]) -> Iterator[UserError]:
    folder = module.program
    if folder is None or module.is_file:
        return
    if f"{folder}/__main__.py" not in infrastructure.get(folder, ()):
        yield UserError(
            f"`{folder}` has no Pulumi program.",
            f"Write {folder}/__main__.py, or correct `infrastructure`.",
            module.location,
        )


def _facade(module: Module, catalog: Catalog) -> Iterator[UserError]:
    facade = module.facade
    if module.consumers and not (facade is not None and facade.module):
        yield _consumers_elsewhere(module)
    if facade is None:
        return
    if not (module.is_file or facade.files or facade.generated):
        yield UserError(
            "This public_facade owns no file.",
            "Add its sources, or delete the declaration.",
            facade.location,
        )
    if module.utility and facade.consumers:
        yield UserError(
            f"`{module.path}` is a utility, which every module may use, and has consumers.",
            "Delete `utility`, or `consumers`.",
            facade.location,
        )
    for path in facade.consumers:
        if catalog.module(path) is None:
            yield UserError(
                f"Unknown module `{path}` in consumers.",
                module_suggestion(path, (module.path for module in catalog.modules)),
                facade.location,
            )


def _consumers_elsewhere(module: Module) -> UserError:
    if module.facade is None:
        message, help = "but no facade", "List its public files in `public`, or delete `consumers`."
    else:
        message, help = f"but its facade is the public_facade at {module.facade.location}", "Move them to that."
    return UserError(f"`{module.path}` has consumers, {message}.", help, module.location)
