"""Gathers the declarations of the repository."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pants.engine.fs import FileContent
from pants.engine.rules import Rule, collect_rules, rule
from pants.engine.target import SourcesField, Target

from pantstack.catalogue.core import build
from pantstack.catalogue.core.model import Catalogue, Facade, Module, Place, Problem
from pantstack.catalogue.options import PantstackSubsystem
from pantstack.catalogue.targets import (
    ConsumersField,
    DependsOnField,
    DeployablesField,
    DescriptionField,
    InfrastructureField,
    LayerField,
    OwnersField,
    PantstackModule,
    PublicFacade,
)
from pantstack.engine import files, targets


@dataclass(frozen=True)
class CatalogueRequest:
    """Asks for the catalogue of the whole repository."""


@dataclass(frozen=True)
class FoundCatalogue:
    """The catalogue, and what is wrong with the declarations: with problems it must not be judged by."""

    catalogue: Catalogue
    problems: tuple[Problem, ...]


@rule(desc="Find modules and facades")
async def find_catalogue(request: CatalogueRequest, options: PantstackSubsystem) -> FoundCatalogue:  # noqa: ARG001  rules are chosen by the type of the request
    """Read every declaration, and the files it speaks of."""
    declared = await targets.declared()
    modules = _of(PantstackModule, declared)
    facades = _of(PublicFacade, declared)
    folders = sorted({target.address.spec_path for target in (*modules, *facades)})
    places = Places(await files.read(tuple(files.below(folder, "BUILD", "BUILD.*") for folder in folders)))
    facade_files = await targets.source_paths(tuple(facade[SourcesField] for facade in facades))
    paths = tuple(sorted({module.address.spec_path for module in modules}))
    sources = await files.paths(tuple(files.below(path, "**/*.py", "**/*.pyi") for path in paths))
    bare = tuple(_module(module, places) for module in modules)
    programs = tuple(each.program for each in bare if each.program)
    found = await files.paths(tuple((f"{folder}/**",) for folder in programs))
    catalogue, problems = build.build(
        build.Declarations(
            bare,
            tuple(_facade(facade, owned, places) for facade, owned in zip(facades, facade_files)),
            tuple(options.layers),
            dict(zip(paths, sources)),
            dict(zip(programs, found)),
        )
    )
    return FoundCatalogue(catalogue, problems)


class Places:
    """Where declarations stand, by the text of BUILD files."""

    def __init__(self, contents: Iterable[Iterable[FileContent]]) -> None:
        self._texts: dict[str, str] = {
            content.path: content.content.decode("utf-8", "replace") for group in contents for content in group
        }

    def find(self, target: Target) -> Place:
        """The place of a target's declaration."""
        folder = target.address.spec_path
        here = sorted((path, text) for path, text in self._texts.items() if path.rpartition("/")[0] == folder)
        for path, text in here:
            line = build.line_of(target.alias, target.address.target_name, text)
            if line:
                return Place(path, line)
        return Place(here[0][0] if here else f"{folder}/BUILD", 1)


def _of(kind: type[Target], declared: Iterable[Target]) -> tuple[Target, ...]:
    """The targets of a kind; one that is parametrized is declared once."""
    found: dict[tuple[str, str], Target] = {}
    for target in declared:
        if isinstance(target, kind):
            found.setdefault((target.address.spec_path, target.address.target_name), target)
    return tuple(found.values())


def _module(target: Target, places: Places) -> Module:
    return Module(
        target.address.spec_path,
        places.find(target),
        description=target[DescriptionField].value or "",
        layer=target[LayerField].value,
        depends_on=tuple(target[DependsOnField].value or ()),
        deployables=tuple(target[DeployablesField].value or ()),
        infrastructure=target[InfrastructureField].value,
        owners=tuple(target[OwnersField].value or ()),
    )


def _facade(target: Target, owned: tuple[str, ...], places: Places) -> Facade:
    place = places.find(target)
    directory, name = target.address.spec_path, target.address.target_name
    spelt = "" if name == directory.rpartition("/")[2] else name
    return Facade(directory, place, owned, tuple(target[ConsumersField].value or ()), spelt)


def rules() -> Iterable[Rule]:
    """The rules of this feature."""
    return collect_rules()
