"""Reads modules and facades from their targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pants.engine.target import MultipleSourcesField, Target

from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.globs import joined
from pantstack.buildfiles.locate import BuildFiles
from pantstack.declarations.fields import (
    CannotDependOnField,
    ConsumersField,
    DependsOnField,
    DeployablesField,
    DeployedAsField,
    FileField,
    InfrastructureField,
    MirroredTestsField,
    ModuleDescriptionField,
    OwnersField,
    PublicField,
    UtilityField,
)
from pantstack.declarations.layers.fields import InnerLayersField, LayerField
from pantstack.declarations.model import ANY, EVERYTHING, Facade, Module


def of_type(kind: type[Target], declared: Iterable[Target]) -> tuple[Target, ...]:
    """List the targets of a kind; one that is parametrized is declared once."""
    found: dict[tuple[str, str], Target] = {}
    for target in declared:
        if isinstance(target, kind):
            found.setdefault((target.address.spec_path, target.address.target_name), target)
    return tuple(found.values())


def _place(target: Target, builds: BuildFiles) -> SourceLocation:
    return builds.find(target.alias, target.address.spec_path, target.address.target_name)


def path(target: Target) -> str:
    """The path of a module: its directory, or its file."""
    file = target[FileField].value
    return joined(target.address.spec_path, file) if file else target.address.spec_path


def _spelled_name(target: Target) -> str:
    """The name of a target; empty where that is the directory's."""
    name = target.address.target_name
    return "" if name == target.address.spec_path.rpartition("/")[2] else name


def module(target: Target, builds: BuildFiles) -> Module:
    """Read a module, without its facade."""
    used = target[DependsOnField].value
    return Module(
        path(target),
        _place(target, builds),
        description=target[ModuleDescriptionField].value or "",
        layer=target[LayerField].value,
        depends_on=tuple(each for each in used if each != ANY),
        deployables=tuple(target[DeployablesField].value or ()),
        infrastructure=target[InfrastructureField].value,
        owners=tuple(target[OwnersField].value or ()),
        tests=tuple(target[MirroredTestsField].value or ()),
        is_file=target[FileField].value is not None,
        target=_spelled_name(target),
        may_use_any=ANY in used,
        cannot_depend_on=target[CannotDependOnField].value,
        utility=bool(target[UtilityField].value),
        public=tuple(target[PublicField].value or ()),
        consumers=target[ConsumersField].value,
        deployed_as=target[DeployedAsField].value,
        inner_layers=tuple(target[InnerLayersField].value or ()),
    )


def facade(target: Target, owned: tuple[str, ...], builds: BuildFiles) -> Facade:
    """Read a facade: a target, or what a module declares itself."""
    inside = target.has_field(PublicField)
    if inside:
        owned = tuple(path for path in owned if path.endswith((".py", ".pyi")))
    return Facade(
        target.address.spec_path,
        _place(target, builds),
        owned,
        target[ConsumersField].value,
        _spelled_name(target),
        module=path(target) if inside else "",
        everything=inside and EVERYTHING in target[PublicField].value,
    )


def declares_facade(module: Target) -> bool:
    """Whether a module declares its facade itself."""
    return bool(module[PublicField].value or module[FileField].value)


def globs(target: Target) -> Sequence[str]:
    """The globs of what a facade owns."""
    if not target.has_field(PublicField):
        return target[MultipleSourcesField].globs
    file = target[FileField].value
    return (file, f"{file}i") if file else target[PublicField].value
