"""Collect which modules' resolves the files of the repository are in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pantstack.boundaries.resolver.consumers.targets import FileResolves, OwnedFile, gather
from pantstack.declarations.module_resolves import ModuleResolves
from pantstack.declarations.target_values.declared import DeclaredTarget


def file_resolves(declared: Iterable[DeclaredTarget], builds: Mapping[str, str], known: ModuleResolves) -> FileResolves:
    """Collect the resolves of files.

    Args:
        declared: every target, what is generated beside its generator.
        builds: the texts of BUILD files, by path.
    """
    owned = (
        OwnedFile(target.directory, target.name, target.source, target.resolve)
        for target in declared
        if target.resolve is not None and target.source is not None
    )
    return gather(owned, builds, known)
