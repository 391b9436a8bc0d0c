"""Collect which modules' resolves the files of the repository are in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pants.backend.python.target_types import PythonResolveField
from pants.engine.target import SingleSourceField, Target

from pantstack.boundaries.resolver.consumers.targets import FileResolves, OwnedFile, gather
from pantstack.declarations.module_resolves import ModuleResolves


def file_resolves(declared: Iterable[Target], builds: Mapping[str, str], known: ModuleResolves) -> FileResolves:
    """Collect the resolves of files.

    Args:
        declared: every target, what is generated beside its generator.
        builds: the texts of BUILD files, by path.
    """
    return gather(_owned(declared), builds, known)


def _owned(declared: Iterable[Target]) -> Iterator[OwnedFile]:
    for target in declared:
        if target.has_fields((PythonResolveField, SingleSourceField)) and target[SingleSourceField].value is not None:
            address, resolve = target.address, target[PythonResolveField].value or ""
            yield OwnedFile(address.spec_path, address.target_name, target[SingleSourceField].file_path, resolve)
