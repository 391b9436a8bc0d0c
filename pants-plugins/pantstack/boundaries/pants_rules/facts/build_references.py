"""What targets refer to, and where their BUILD files say so."""

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

from pantstack.boundaries.resolver.build_references import (
    BuildReference,
    ReferenceKind,
    entry_point_module,
    resolve_dependency,
)
from pantstack.buildfiles.locate import BuildFiles
from pantstack.locations import Position

_DEPENDENCY: Final = "dependency"
_ENTRY_POINT: Final = "entry point"
# The fields that a text of a kind may stand in; a generator has other ones than what it generates.
_FIELDS = {
    _DEPENDENCY: ("dependencies", "overrides"),
    _ENTRY_POINT: ("entry_point", "entry_points", "provides", "handler", "overrides"),
}


class _Said(NamedTuple):
    """A text that refers to something, and the declaration that has it."""

    folder: str
    name: str
    call: str
    kind: ReferenceKind
    text: str


def references(declared: Iterable[Target], builds: BuildFiles, files: Collection[str]) -> tuple[BuildReference, ...]:
    """What targets refer to, by path and position.

    Args:
        declared: every target, what is generated beside its generator: only that has the dependencies written there.
        builds: all BUILD files.
        files: the paths of the repository's Python files.
    """
    known = tuple(declared)
    calls = {_declaration(each): each.alias for each in known if not each.address.is_generated_target}
    said = {
        _Said(*_declaration(each), calls.get(_declaration(each), each.alias), kind, text)
        for each in known
        for kind, text in _said(each)
    }
    found = {each for one in said for each in _references(one, builds, files)}
    return tuple(sorted(found, key=lambda each: (each.path, each.position, each.text)))


def _declaration(target: Target) -> tuple[str, str]:
    """The folder and the name of the declaration that a target is or comes from."""
    return target.address.spec_path, target.address.target_name


def _said(target: Target) -> Iterator[tuple[ReferenceKind, str]]:
    """Kind and text of everything that a target refers to."""
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


def _references(said: _Said, builds: BuildFiles, files: Collection[str]) -> Iterator[BuildReference]:
    path, position = _place(said, builds)
    if said.kind == _DEPENDENCY:
        reaches, name = resolve_dependency(said.text, said.folder, files)
        yield BuildReference(path, position, said.kind, said.text, reaches, name)
    elif entry_point_module(said.text):
        yield BuildReference(path, position, said.kind, said.text, entry_point_module(said.text))


def _place(said: _Said, builds: BuildFiles) -> tuple[str, Position]:
    position = builds.find_entry(said.call, said.folder, said.name, _FIELDS[said.kind], said.text)
    if position is not None:
        return position
    declaration = builds.find(said.call, said.folder, said.name)
    return declaration.path, Position(declaration.line, 1)
