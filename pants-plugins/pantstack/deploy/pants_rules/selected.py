"""The targets that the command line selects."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from pants.base.specs import DirLiteralSpec, Specs
from pants.engine.target import Target

from pantstack.buildfiles.globs import below
from pantstack.declarations import requested
from pantstack.declarations.model import Catalog
from pantstack.declarations.pants_rules import selections
from pantstack.declarations.requested import Requested
from pantstack.declarations.targets import PantstackModule
from pantstack.deploy.planning.selection import DeclaredModule
from pantstack.pants_port import targets


async def selected_targets(
    specs: Specs,
    names: Mapping[str, Collection[str]],
    declared: Sequence[DeclaredModule],
    root: str,
    *,
    also_gone: bool,
) -> tuple[tuple[Target, ...], tuple[str, ...]]:
    """List the selected targets, and the paths of selected modules that are not in the repository any more.

    Args:
        names: of all targets of the repository, by folder.
        also_gone: whether the latter may be selected.

    Raises:
        UserError: if a selection selects nothing.
    """
    modules = [module.path for module in declared if module.infrastructure]
    specs = _by_path(specs, names, modules, [module.path for module in declared])
    missing = (each for each in selections.files(specs.includes) if not _is_there(Path(root), each.folder))
    folders = tuple(selections.folders(specs.includes))
    gone = requested.gone(folders, names) if also_gone else ()
    requested.check([*(each for each in folders if each.folder not in gone), *missing], names, modules)
    includes = dataclasses.replace(
        specs.includes,
        address_literals=tuple(each for each in specs.includes.address_literals if each.path_component not in gone),
        dir_literals=tuple(each for each in specs.includes.dir_literals if each.directory not in gone),
        dir_globs=tuple(each for each in specs.includes.dir_globs if each.directory not in gone),
    )
    return await targets.selected(dataclasses.replace(specs, includes=includes) if gone else specs), gone


def selected_modules(selected: Sequence[Target], catalog: Catalog) -> tuple[str, ...]:
    """List the paths of the modules among selected targets.

    One that has no program and is inside of another one that is selected is a part of that: `modules/orders::` selects
    both.
    """
    addresses = (target.address for target in selected if isinstance(target, PantstackModule))
    declared = {each: catalog.declared_as(each.spec_path, each.target_name) for each in addresses}
    found = {each.spec_path if module is None else module.path: module for each, module in declared.items()}
    return tuple(
        path
        for path, module in found.items()
        if module is None or module.infrastructure or not any(other != path and below(other, path) for other in found)
    )


def _is_there(root: Path, file: str) -> bool:
    return (root / file).exists() or any(root.glob(file))


def _by_path(specs: Specs, names: Mapping[str, Collection[str]], modules: Sequence[str], every: Sequence[str]) -> Specs:
    """Write the path of a module in place of its name alone; of two with one name, that which can be deployed."""

    def literal(each: DirLiteralSpec) -> DirLiteralSpec:
        name = Requested(str(each), each.directory)
        path = requested.named(name, names, modules) or requested.named(name, names, every)
        return DirLiteralSpec(path) if path else each

    literals = tuple(map(literal, specs.includes.dir_literals))
    return dataclasses.replace(specs, includes=dataclasses.replace(specs.includes, dir_literals=literals))
