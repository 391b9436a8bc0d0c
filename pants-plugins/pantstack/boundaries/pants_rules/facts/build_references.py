"""Collect what targets refer to, and where in their BUILD files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

from pants.backend.python.target_types import (
    PexEntryPointField,
    PythonDistributionEntryPointsField,
    PythonProvidesField,
)
from pants.backend.python.util_rules.faas import PythonFaaSHandlerField
from pants.engine.target import Dependencies, Target

from pantstack.base.locations import Position
from pantstack.boundaries.resolver.build_references import (
    BuildReference,
    ReferenceKind,
    declares_requirements,
    entry_point_module,
    resolve_dependency,
)
from pantstack.buildfiles.locate import BuildFiles

_DEPENDENCY: Final = "dependency"
_ENTRY_POINT: Final = "entry point"
# The fields that may have a reference of a kind; a generator has other ones than what it generates.
_FIELDS = {
    _DEPENDENCY: ("dependencies", "overrides"),
    _ENTRY_POINT: ("entry_point", "entry_points", "provides", "handler", "overrides"),
}


class _Reference(NamedTuple):
    """A reference as a declaration writes it."""

    directory: str
    name: str
    target_type: str
    kind: ReferenceKind
    text: str


def references(declared: Iterable[Target], builds: BuildFiles, files: Collection[str]) -> tuple[BuildReference, ...]:
    """Collect what targets refer to, by path and position.

    Args:
        declared: every target, what is generated beside its generator: only that has the dependencies written there.
        files: the paths of the repository's Python files.
    """
    targets = tuple(declared)
    types = {_declaration(target): target.alias for target in targets if not target.address.is_generated_target}
    written = {
        _Reference(*_declaration(target), types.get(_declaration(target), target.alias), kind, text)
        for target in targets
        for kind, text in _texts(target)
    }
    requirements = {_declaration(target) for target in targets if declares_requirements(target.alias)}
    resolved = {
        reference
        for each in written
        for reference in _resolve(each, builds, files)
        if (reference.reaches, reference.target) not in requirements
    }
    return tuple(sorted(resolved, key=lambda reference: (reference.path, reference.position, reference.text)))


def _declaration(target: Target) -> tuple[str, str]:
    """Return the directory and name of the declaration that a target is or comes from."""
    return target.address.spec_path, target.address.target_name


def _texts(target: Target) -> Iterator[tuple[ReferenceKind, str]]:
    """Yield the kind and text of everything that a target refers to."""
    if target.has_field(Dependencies):
        yield from ((_DEPENDENCY, text) for text in target[Dependencies].value or () if not text.startswith("!"))
    if target.has_field(PexEntryPointField):
        point = target[PexEntryPointField].value
        if point is not None:
            yield _ENTRY_POINT, point.spec
    if target.has_field(PythonFaaSHandlerField):
        yield _ENTRY_POINT, target[PythonFaaSHandlerField].value
    if target.has_field(PythonDistributionEntryPointsField):
        for group in (target[PythonDistributionEntryPointsField].value or {}).values():
            yield from ((_ENTRY_POINT, str(script)) for script in group.values())
    if target.has_field(PythonProvidesField):
        for group in target[PythonProvidesField].value.kwargs.get("entry_points", {}).values():
            yield from ((_ENTRY_POINT, str(script)) for script in group.values())


def _resolve(written: _Reference, builds: BuildFiles, files: Collection[str]) -> Iterator[BuildReference]:
    path, position = _locate(written, builds)
    if written.kind == _DEPENDENCY:
        reached, name = resolve_dependency(written.text, written.directory, files)
        yield BuildReference(path, position, written.kind, written.text, reached, name)
    elif entry_point_module(written.text):
        yield BuildReference(path, position, written.kind, written.text, entry_point_module(written.text))


def _locate(written: _Reference, builds: BuildFiles) -> tuple[str, Position]:
    directory, name, target_type, kind, text = written
    entry = builds.find_entry(target_type, directory, name, _FIELDS[kind], text)
    if entry is not None:
        return entry
    declaration = builds.find(target_type, directory, name)
    return declaration.path, Position(declaration.line, 1)
