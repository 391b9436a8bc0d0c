"""Gathers the declarations of the repository."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pants.engine.rules import Rule, collect_rules, rule
from pants.engine.target import SourcesField, Target

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.globs import BUILD_FILES
from pantstack.buildfiles.locate import BuildFiles
from pantstack.declarations import configuration, layers, validation
from pantstack.declarations.model import Catalog, Facade, Module
from pantstack.declarations.pants_rules.options import PantstackSubsystem, option
from pantstack.declarations.targets import (
    ConsumersField,
    DependsOnField,
    DeployablesField,
    InfrastructureField,
    LayerField,
    ModuleDescriptionField,
    OwnersField,
    PantstackModule,
    PublicFacade,
    PublicField,
)
from pantstack.pants_port import files, targets


@dataclass(frozen=True)
class CatalogRequest:
    """A request for the catalog of the whole repository."""


@dataclass(frozen=True)
class FoundCatalog:
    """The catalog, and the errors in declarations: with one, nothing is checked by it."""

    catalog: Catalog
    errors: tuple[UserError, ...]


@rule(desc="Find modules and facades")
async def find_catalog(request: CatalogRequest, options: PantstackSubsystem) -> FoundCatalog:  # noqa: ARG001  rules are chosen by the type of the request
    """Read every declaration, and list the files that it names."""
    (toml,) = await files.read(((configuration.FILE,),))
    text = next((each.content.decode("utf-8", "replace") for each in toml), "")
    errors = layers.find_errors(options.layers, option(options, "layers", text))
    if errors:
        return FoundCatalog(Catalog(), errors)
    declared = await targets.declared()
    modules = _of(PantstackModule, declared)
    facades = _of(PublicFacade, declared)
    folders = sorted({target.address.spec_path for target in (*modules, *facades)})
    contents = await files.read(tuple(files.below(folder, *BUILD_FILES) for folder in folders))
    builds = BuildFiles({each.path: each.content.decode("utf-8", "replace") for group in contents for each in group})
    facade_files = await targets.source_paths(tuple(facade[SourcesField] for facade in facades))
    paths = tuple(sorted({module.address.spec_path for module in modules}))
    sources = await files.paths(tuple(files.below(path, "**/*.py", "**/*.pyi") for path in paths))
    bare = tuple(_module(module, builds) for module in modules)
    programs = tuple(each.program for each in bare if each.program)
    found = await files.paths(tuple((f"{folder}/**",) for folder in programs))
    opened = tuple(module for module in modules if module[PublicField].value)
    public = await files.paths(
        tuple(files.below(module.address.spec_path, *module[PublicField].value) for module in opened)
    )
    catalog, errors = validation.build(
        validation.Declarations(
            bare,
            tuple(
                _facade(target, owned, builds) for target, owned in zip((*opened, *facades), (*public, *facade_files))
            ),
            tuple(options.layers),
            dict(zip(paths, sources)),
            dict(zip(programs, found)),
        )
    )
    return FoundCatalog(catalog, errors)


def _of(kind: type[Target], declared: Iterable[Target]) -> tuple[Target, ...]:
    """List the targets of a kind; one that is parametrized is declared once."""
    found: dict[tuple[str, str], Target] = {}
    for target in declared:
        if isinstance(target, kind):
            found.setdefault((target.address.spec_path, target.address.target_name), target)
    return tuple(found.values())


def _place(target: Target, builds: BuildFiles) -> SourceLocation:
    return builds.find(target.alias, target.address.spec_path, target.address.target_name)


def _module(target: Target, builds: BuildFiles) -> Module:
    return Module(
        target.address.spec_path,
        _place(target, builds),
        description=target[ModuleDescriptionField].value or "",
        layer=target[LayerField].value,
        depends_on=tuple(target[DependsOnField].value or ()),
        deployables=tuple(target[DeployablesField].value or ()),
        infrastructure=target[InfrastructureField].value,
        owners=tuple(target[OwnersField].value or ()),
    )


def _facade(target: Target, owned: tuple[str, ...], builds: BuildFiles) -> Facade:
    place = _place(target, builds)
    directory, name = target.address.spec_path, target.address.target_name
    spelled = "" if name == directory.rpartition("/")[2] else name
    return Facade(directory, place, owned, tuple(target.get(ConsumersField).value or ()), spelled)


def rules() -> Iterable[Rule]:
    """The rules of this feature."""
    return collect_rules()
