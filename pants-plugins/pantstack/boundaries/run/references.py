"""Collect what targets refer to, and where in their BUILD files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from pantstack.base.locations import Position
from pantstack.boundaries.resolver.build_references import (
    BuildReference,
    ReferenceKind,
    declares_requirements,
    entry_point_module,
    resolve_dependency,
)
from pantstack.buildfiles.locate import BuildFiles
from pantstack.declarations.target_values.declared import DeclaredTarget

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


def references(
    declared: Sequence[DeclaredTarget], builds: BuildFiles, files: Collection[str]
) -> tuple[BuildReference, ...]:
    """Collect what targets refer to, by path and position.

    Args:
        declared: every target, what is generated beside its generator: only that has the dependencies written there.
        files: the paths of the repository's Python files.
    """
    types = {target.declaration: target.kind for target in declared if not target.generated}
    written = {
        _Reference(*target.declaration, types.get(target.declaration, target.kind), kind, text)
        for target in declared
        for kind, text in _texts(target)
    }
    requirements = {target.declaration for target in declared if declares_requirements(target.kind)}
    resolved = {
        reference
        for each in written
        for reference in _resolve(each, builds, files)
        if (reference.reaches, reference.target) not in requirements
    }
    return tuple(sorted(resolved, key=lambda reference: (reference.path, reference.position, reference.text)))


def _texts(target: DeclaredTarget) -> Iterator[tuple[ReferenceKind, str]]:
    """Yield the kind and text of everything that a target refers to."""
    yield from ((_DEPENDENCY, text) for text in target.dependencies if not text.startswith("!"))
    yield from ((_ENTRY_POINT, text) for text in target.entry_points)


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
