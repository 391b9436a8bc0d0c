"""Tell which files are data although they are named like Python: test data of a linter, for example."""

from __future__ import annotations

from collections.abc import Iterable

from pants.backend.python.target_types import PythonSourceField
from pants.core.target_types import FileSourceField, ResourceSourceField
from pants.engine.target import SingleSourceField, Target


def data_files(declared: Iterable[Target]) -> frozenset[str]:
    """Collect the paths that a target of files or resources owns, and no target of Python.

    Args:
        declared: every target, what is generated beside its generator: only that has one source.
    """
    data: set[str] = set()
    code: set[str] = set()
    for target in declared:
        if target.has_field(SingleSourceField):
            source = target[SingleSourceField]
            if isinstance(source, (FileSourceField, ResourceSourceField)):
                data.add(source.file_path)
            elif isinstance(source, PythonSourceField):
                code.add(source.file_path)
    return frozenset(data - code)
