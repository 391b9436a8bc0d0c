"""Gathers the declarations of the repository."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pants.engine.rules import Rule, collect_rules, rule
from pants.engine.target import SourcesField, Target
from pants.engine.unions import UnionMembership

from pantstack.base.errors import UserError
from pantstack.buildfiles.globs import BUILD_FILES
from pantstack.buildfiles.locate import BuildFiles
from pantstack.declarations import configuration, validation
from pantstack.declarations.layers import configured as configured_layers
from pantstack.declarations.model import Catalog, Facade
from pantstack.declarations.pants_rules import generators, reading
from pantstack.declarations.pants_rules.options import PantstackSubsystem, option
from pantstack.declarations.targets import PantstackModule, PublicFacade
from pantstack.pants_port import files, targets


@dataclass(frozen=True)
class CatalogRequest:
    """A request for the catalog of the whole repository."""


@dataclass(frozen=True)
class FoundCatalog:
    """The catalog, and the errors in declarations: with one, nothing is checked by it."""

    catalog: Catalog
    errors: tuple[UserError, ...]


async def _builds(modules: Sequence[Target], facades: Sequence[Target]) -> BuildFiles:
    """Read the BUILD files of modules and facades."""
    folders = sorted({target.address.spec_path for target in (*modules, *facades)})
    contents = await files.read(tuple(files.below(folder, *BUILD_FILES) for folder in folders))
    return BuildFiles({each.path: each.content.decode("utf-8", "replace") for group in contents for each in group})


async def _facades(
    modules: Sequence[Target], declared: Sequence[Target], builds: BuildFiles, unions: UnionMembership
) -> tuple[tuple[Facade, ...], tuple[str, ...]]:
    """Find all facades, and the code that is generated in the repository."""
    facades = reading.of_type(PublicFacade, declared)
    opened = tuple(module for module in modules if reading.declares_facade(module))
    owned = await targets.source_paths(tuple(facade[SourcesField] for facade in facades))
    public = await files.paths(
        tuple(files.below(module.address.spec_path, *reading.globs(module)) for module in opened)
    )
    code = await generators.find(declared, {target.address.spec_path for target in (*opened, *facades)}, unions)
    paths = {module.address.spec_path for module in modules}
    found = tuple(
        code.owned_by(reading.facade(target, own, builds), reading.globs(target), paths)
        for target, own in zip((*opened, *facades), (*public, *owned))
    )
    return found, code.all_of(found)


@rule(desc="Find modules and facades")
async def find_catalog(
    request: CatalogRequest,  # noqa: ARG001  rules are chosen by the type of the request
    options: PantstackSubsystem,
    unions: UnionMembership,
) -> FoundCatalog:
    """Read every declaration, and list the files that it names."""
    (toml,) = await files.read(((configuration.FILE,),))
    text = next((each.content.decode("utf-8", "replace") for each in toml), "")
    errors = configured_layers.find_errors(options.layers, option(options, "layers", text))
    if errors:
        return FoundCatalog(Catalog(), errors)
    declared = await targets.declared()
    modules = reading.of_type(PantstackModule, declared)
    builds = await _builds(modules, reading.of_type(PublicFacade, declared))
    facades, generated = await _facades(modules, declared, builds, unions)
    bare = tuple(reading.module(module, builds) for module in modules)
    (sources,) = await files.paths((("**/*.py", "**/*.pyi"),))
    programs = tuple(each.program for each in bare if each.program)
    found = await files.paths(tuple((f"{folder}/**",) for folder in programs))
    catalog, errors = validation.build(
        validation.Declarations(
            bare,
            facades,
            tuple(options.layers),
            sources,
            dict(zip(programs, found)),
            generated,
        )
    )
    return FoundCatalog(catalog, errors)


def rules() -> Iterable[Rule]:
    """The rules of this feature."""
    return collect_rules()
