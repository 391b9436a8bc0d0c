"""Collect what targets require, and of which files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pants.backend.python.target_types import PythonRequirementResolveField, PythonRequirementsField
from pants.engine.target import SingleSourceField, Target, TargetGenerator

from pantstack.boundaries.locks.resolves import Required
from pantstack.boundaries.resolver.build_references import declares_requirements
from pantstack.buildfiles.locate import BuildFiles


def requirements(declared: Iterable[Target], builds: BuildFiles, default: str) -> tuple[Required, ...]:
    """Collect the requirements of all resolves.

    Args:
        declared: every target, what is generated beside its generator.
        default: the resolve of targets that name none.
    """
    targets = tuple(declared)
    files = dict(_files(targets))
    kinds = {
        (each.address.spec_path, each.address.target_name): each.alias
        for each in targets
        if not each.address.is_generated_target
    }
    return tuple(
        Required(target[PythonRequirementResolveField].value or default, str(each), files.get(key, place.path), place)
        for target in targets
        if target.has_fields((PythonRequirementResolveField, PythonRequirementsField))
        for key in ((target.address.spec_path, target.address.target_name),)
        for place in (builds.find(kinds.get(key, target.alias), *key),)
        for each in target[PythonRequirementsField].value or ()
    )


def sources(declared: Iterable[Target]) -> frozenset[str]:
    """Collect the files that targets of requirements read."""
    return frozenset(path for _, path in _files(declared))


def _files(declared: Iterable[Target]) -> Iterator[tuple[tuple[str, str], str]]:
    for target in declared:
        if (
            isinstance(target, TargetGenerator)
            and declares_requirements(target.alias)
            and target.has_field(SingleSourceField)
        ):
            yield (target.address.spec_path, target.address.target_name), target[SingleSourceField].file_path
