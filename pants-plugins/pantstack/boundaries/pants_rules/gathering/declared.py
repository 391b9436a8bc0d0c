"""Read what the checks need of Pants' targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pants.backend.python.target_types import (
    PexEntryPointField,
    PythonDistributionEntryPointsField,
    PythonProvidesField,
    PythonRequirementResolveField,
    PythonRequirementsField,
    PythonResolveField,
    PythonSourceField,
)
from pants.backend.python.util_rules.faas import PythonFaaSHandlerField
from pants.core.target_types import FileSourceField, ResourceSourceField
from pants.engine.target import Dependencies, Field, SingleSourceField, Target, TargetGenerator

from pantstack.boundaries.resolver.build_references import declares_requirements
from pantstack.declarations.target_values.declared import DeclaredTarget, SourceKind

_FIELDS: Final[tuple[type[Field], ...]] = (
    SingleSourceField,
    PythonResolveField,
    Dependencies,
    PythonRequirementResolveField,
    PythonRequirementsField,
    PexEntryPointField,
    PythonFaaSHandlerField,
    PythonDistributionEntryPointsField,
    PythonProvidesField,
)
# The fields of a type of target, by what they are or derive from.
_Fields = Mapping[type[Field], type[Field]]


def read(targets: Iterable[Target]) -> Iterator[DeclaredTarget]:
    """Read targets; those of one type have the same fields, which takes longer to find out than all the rest."""
    known: dict[type[Target], _Fields] = {}
    for target in targets:
        fields = known.get(type(target))
        if fields is None:
            fields = known[type(target)] = _fields(target)
        yield _read(target, fields)


def _fields(target: Target) -> _Fields:
    registered = tuple(target.field_values)
    found = {field: next((each for each in registered if issubclass(each, field)), None) for field in _FIELDS}
    return {field: each for field, each in found.items() if each is not None}


def _read(target: Target, fields: _Fields) -> DeclaredTarget:
    values = {field: target.field_values[registered] for field, registered in fields.items()}
    address, source = target.address, values.get(SingleSourceField)
    path = source.file_path if isinstance(source, SingleSourceField) and source.value is not None else None
    from_file = path is not None and isinstance(target, TargetGenerator) and declares_requirements(target.alias)
    required = PythonRequirementResolveField in values and PythonRequirementsField in values
    return DeclaredTarget(
        address.spec_path,
        address.target_name,
        target.alias,
        address.is_generated_target,
        path,
        _source_kind(source),
        values[PythonResolveField].value or "" if PythonResolveField in values else None,
        tuple(values[Dependencies].value or ()) if Dependencies in values else (),
        tuple(_entry_points(values)),
        tuple(map(str, values[PythonRequirementsField].value or ())) if required else None,
        path or "" if from_file else "",
    )


def _source_kind(source: object) -> SourceKind:
    if isinstance(source, (FileSourceField, ResourceSourceField)):
        return "data"
    return "python" if isinstance(source, PythonSourceField) else ""


def _entry_points(values: Mapping[type[Field], Any]) -> Iterator[str]:
    """Yield the Python that a target starts, by its fields."""
    if PexEntryPointField in values:
        point = values[PexEntryPointField].value
        if point is not None:
            yield point.spec
    if PythonFaaSHandlerField in values:
        yield values[PythonFaaSHandlerField].value
    if PythonDistributionEntryPointsField in values:
        for group in (values[PythonDistributionEntryPointsField].value or {}).values():
            yield from map(str, group.values())
    if PythonProvidesField in values:
        for group in values[PythonProvidesField].value.kwargs.get("entry_points", {}).values():
            yield from map(str, group.values())
