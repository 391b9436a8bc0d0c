"""Declarations become a catalogue, or problems; nothing that could not be judged passes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from pantstack.declarations.model import Catalogue, Facade, Module, Problem
from pantstack.declarations.suggestions import module_suggestion

_ADDRESS = re.compile(r"^(//)?[\w./-]*:[\w.-]+$|^(//)?[\w.-]+(/[\w.-]+)+$")


@dataclass(frozen=True)
class Declarations:
    """What BUILD files say, and what stands on disk.

    Attributes:
        modules: as declared, without facades.
        facades: as declared.
        layers: the configured layers, outermost first.
        files: the Python files below each module, by its path.
        infrastructure: the files below each declared infrastructure directory, by its path.
    """

    modules: tuple[Module, ...]
    facades: tuple[Facade, ...]
    layers: tuple[str, ...]
    files: Mapping[str, tuple[str, ...]]
    infrastructure: Mapping[str, tuple[str, ...]]


def build(declared: Declarations) -> tuple[Catalogue, tuple[Problem, ...]]:
    """Join modules and their facades.

    Returns:
        The catalogue, and all problems at once, sorted by place. A catalogue with problems must not be judged by.
    """
    bare = Catalogue(tuple(sorted(declared.modules, key=lambda module: (module.path, module.place))))
    problems: list[Problem] = []
    facades: list[tuple[str, Facade]] = []
    for facade in sorted(declared.facades, key=lambda each: each.place):
        owner = bare.owner(facade.directory)
        if owner is None:
            problems.append(_homeless(facade))
        else:
            facades.append((owner.path, facade))
    modules = []
    for first, second in zip(bare.modules, bare.modules[1:]):
        if first.path == second.path:
            problems.append(_twice(first, second))
    for module in bare.modules:
        own = [facade for path, facade in facades if path == module.path]
        problems += _second_facades(module, own)
        modules.append(replace(module, facade=own[0] if own else None))
    catalogue = Catalogue(tuple(modules))
    for module in catalogue.modules:
        problems += _problems(module, catalogue, declared)
    return catalogue, tuple(sorted(problems))


def _twice(first: Module, second: Module) -> Problem:
    return Problem(
        second.place,
        f"`{second.path}` is declared twice; the first declaration is at {first.place}.",
        "Keep one pantstack_module a directory.",
    )


def _homeless(facade: Facade) -> Problem:
    return Problem(
        facade.place,
        "This public_facade belongs to no module.",
        "Declare a pantstack_module in this directory or above it, or delete the facade.",
    )


def _second_facades(module: Module, facades: Sequence[Facade]) -> Iterator[Problem]:
    for extra in facades[1:]:
        yield Problem(
            extra.place,
            f"`{module.path}` has a second public_facade; the first is at {facades[0].place}.",
            "Keep one facade a module: join the two.",
        )


def _problems(module: Module, catalogue: Catalogue, declared: Declarations) -> Iterator[Problem]:
    if not module.path:
        yield Problem(
            module.place,
            "The root of the repository cannot be a module.",
            "Declare the directories below it, one by one: `./pants modules --init` proposes some.",
        )
    outer = catalogue.owner(str(PurePosixPath(module.path).parent))
    # All lie inside the root of the repository; that it is declared is a mistake by itself.
    if outer is not None and outer.path not in ("", module.path):
        yield Problem(
            module.place,
            f"`{module.path}` lies inside the module `{outer.path}`, declared at {outer.place}.",
            "Modules do not nest: move it out, or delete one of the two declarations.",
        )
    if not declared.files.get(module.path):
        yield Problem(
            module.place,
            f"`{module.path}` owns no Python file.",
            "Add its sources, or delete the declaration.",
        )
    yield from _layer(module, declared.layers)
    for path in module.depends_on:
        yield from _dependency(module, path, catalogue)
    for deployable in module.deployables:
        if not _ADDRESS.match(deployable):
            yield Problem(
                module.place,
                f"`{deployable}` in deployables is not an address.",
                'Write it like ":api" or "modules/orders:api".',
            )
    yield from _infrastructure(module, declared.infrastructure)
    if module.facade is not None:
        yield from _facade(module.facade, catalogue)


def _layer(module: Module, layers: Sequence[str]) -> Iterator[Problem]:
    if module.layer is not None and module.layer not in layers:
        yield Problem(
            module.place,
            f"`{module.layer}` is no layer.",
            f"Use one of [pantstack].layers in pants.toml: {', '.join(layers) or '(none is configured)'}.",
        )


def _dependency(module: Module, path: str, catalogue: Catalogue) -> Iterator[Problem]:
    if path == module.path:
        yield Problem(
            module.place,
            f"`{module.path}` depends on itself.",
            "Delete it from depends_on.",
        )
    elif catalogue.module(path) is None:
        yield Problem(
            module.place,
            f"`{path}` in depends_on is no module.",
            module_suggestion(path, (each.path for each in catalogue.modules)),
        )


def _infrastructure(module: Module, infrastructure: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    folder = module.program
    if folder is None:
        return
    if f"{folder}/__main__.py" not in infrastructure.get(folder, ()):
        yield Problem(
            module.place,
            f"`{folder}` has no Pulumi program.",
            f"Write {folder}/__main__.py, or correct `infrastructure`.",
        )


def _facade(facade: Facade, catalogue: Catalogue) -> Iterator[Problem]:
    if not facade.files:
        yield Problem(
            facade.place,
            "This public_facade owns no file.",
            "Add its sources, or delete the declaration.",
        )
    for path in facade.consumers:
        if catalogue.module(path) is None:
            yield Problem(
                facade.place,
                f"`{path}` in consumers is no module.",
                module_suggestion(path, (each.path for each in catalogue.modules)),
            )
