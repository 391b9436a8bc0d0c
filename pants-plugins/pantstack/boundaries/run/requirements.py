"""Collect what targets require, and of which files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pantstack.boundaries.locks.resolves import Required
from pantstack.buildfiles.locate import BuildFiles
from pantstack.declarations.target_values.declared import DeclaredTarget


def requirements(declared: Sequence[DeclaredTarget], builds: BuildFiles, default: str) -> tuple[Required, ...]:
    """Collect the requirements of all resolves, sorted by resolve and text.

    Args:
        declared: every target, what is generated beside its generator.
        default: the resolve of targets that name none.
    """
    files = {target.declaration: target.requirement_file for target in declared if target.requirement_file}
    kinds = {target.declaration: target.kind for target in declared if not target.generated}
    found = (
        Required(target.resolve or default, text, files.get(target.declaration, place.path), place)
        for target in declared
        if target.requirements is not None
        for place in (builds.find(kinds.get(target.declaration, target.kind), *target.declaration),)
        for text in target.requirements
    )
    return tuple(sorted(found, key=lambda each: (each.resolve, each.text, each.origin, each.declared)))


def sources(declared: Iterable[DeclaredTarget]) -> frozenset[str]:
    """Collect the files that targets of requirements read."""
    return frozenset(target.requirement_file for target in declared if target.requirement_file)
