"""Tell which files are data although they are named like Python: test data of a linter, for example."""

from __future__ import annotations

from collections.abc import Iterable

from pantstack.declarations.target_values.declared import DeclaredTarget


def data_files(declared: Iterable[DeclaredTarget]) -> frozenset[str]:
    """Collect the paths that a target of files or resources owns, and no target of Python.

    Args:
        declared: every target, what is generated beside its generator: only that has one source.
    """
    kinds: dict[str, set[str]] = {"data": set(), "python": set(), "": set()}
    for target in declared:
        if target.source is not None:
            kinds[target.source_kind].add(target.source)
    return frozenset(kinds["data"] - kinds["python"])
