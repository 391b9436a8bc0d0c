"""Read what the checks need of Pants' targets."""

from __future__ import annotations

from collections.abc import Iterator

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
from pants.engine.target import Dependencies, SingleSourceField, Target, TargetGenerator

from pantstack.boundaries.resolver.build_references import declares_requirements
from pantstack.declarations.target_values.declared import DeclaredTarget, SourceKind


def read(target: Target) -> DeclaredTarget:
    """Read one target."""
    address = target.address
    source = target[SingleSourceField] if target.has_field(SingleSourceField) else None
    path = source.file_path if source is not None and source.value is not None else None
    from_file = path is not None and isinstance(target, TargetGenerator) and declares_requirements(target.alias)
    required = target.has_fields((PythonRequirementResolveField, PythonRequirementsField))
    return DeclaredTarget(
        address.spec_path,
        address.target_name,
        target.alias,
        address.is_generated_target,
        path,
        _source_kind(source),
        target[PythonResolveField].value or "" if target.has_field(PythonResolveField) else None,
        tuple(target[Dependencies].value or ()) if target.has_field(Dependencies) else (),
        tuple(_entry_points(target)),
        tuple(map(str, target[PythonRequirementsField].value or ())) if required else None,
        path or "" if from_file else "",
    )


def _source_kind(source: object) -> SourceKind:
    if isinstance(source, (FileSourceField, ResourceSourceField)):
        return "data"
    return "python" if isinstance(source, PythonSourceField) else ""


def _entry_points(target: Target) -> Iterator[str]:
    """Yield the Python that a target starts."""
    if target.has_field(PexEntryPointField):
        point = target[PexEntryPointField].value
        if point is not None:
            yield point.spec
    if target.has_field(PythonFaaSHandlerField):
        yield target[PythonFaaSHandlerField].value
    if target.has_field(PythonDistributionEntryPointsField):
        for group in (target[PythonDistributionEntryPointsField].value or {}).values():
            yield from map(str, group.values())
    if target.has_field(PythonProvidesField):
        for group in target[PythonProvidesField].value.kwargs.get("entry_points", {}).values():
            yield from map(str, group.values())
