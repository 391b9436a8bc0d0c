"""Reads modules and facades from their targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pants.engine.target import MultipleSourcesField, Target

from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.locate import BuildFiles
from pantstack.declarations.model import Facade, Module
from pantstack.declarations.targets import (
    ConsumersField,
    DependsOnField,
    DeployablesField,
    InfrastructureField,
    LayerField,
    MirroredTestsField,
    ModuleDescriptionField,
    OwnersField,
    PublicField,
)


def of_type(kind: type[Target], declared: Iterable[Target]) -> tuple[Target, ...]:
    """List the targets of a kind; one that is parametrized is declared once."""
    found: dict[tuple[str, str], Target] = {}
    for target in declared:
        if isinstance(target, kind):
            found.setdefault((target.address.spec_path, target.address.target_name), target)
    return tuple(found.values())


def _place(target: Target, builds: BuildFiles) -> SourceLocation:
    return builds.find(target.alias, target.address.spec_path, target.address.target_name)


def module(target: Target, builds: BuildFiles) -> Module:
    """Read a module, without its facade."""
    return Module(
        target.address.spec_path,
        _place(target, builds),
        description=target[ModuleDescriptionField].value or "",
        layer=target[LayerField].value,
        depends_on=tuple(target[DependsOnField].value or ()),
        deployables=tuple(target[DeployablesField].value or ()),
        infrastructure=target[InfrastructureField].value,
        owners=tuple(target[OwnersField].value or ()),
        tests=tuple(target[MirroredTestsField].value or ()),
    )


def facade(target: Target, owned: tuple[str, ...], builds: BuildFiles) -> Facade:
    """Read a facade: a target, or what a module's `public` lists."""
    place = _place(target, builds)
    directory, name = target.address.spec_path, target.address.target_name
    spelled = "" if name == directory.rpartition("/")[2] else name
    return Facade(directory, place, owned, tuple(target.get(ConsumersField).value or ()), spelled)


def globs(target: Target) -> Sequence[str]:
    """The globs of what a facade owns."""
    if target.has_field(PublicField):
        return target[PublicField].value
    return target[MultipleSourcesField].globs
