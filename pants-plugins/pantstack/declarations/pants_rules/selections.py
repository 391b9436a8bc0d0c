"""The command line's selection, apart from Pants' types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pants.base.specs import RawSpecs

from pantstack.declarations.requested import Requested


def folders(specs: RawSpecs) -> Iterator[Requested]:
    """List what is selected by targets and folders."""
    for address in specs.address_literals:
        folder, name = address.path_component, address.target_component
        # A module is never generated, nor one of several of a kind.
        is_plain = str(address) in {folder, f"{folder}:{name}"}
        yield Requested(str(address), folder, (name or Path(folder).name) if is_plain else str(address))
    for literal in specs.dir_literals:
        yield Requested(str(literal), literal.directory)
    for below in specs.dir_globs:
        yield Requested(str(below), below.directory)
    for recursive in specs.recursive_globs:
        yield Requested(str(recursive), recursive.directory, recursive=True)


def files(specs: RawSpecs) -> Iterator[Requested]:
    """List what is selected by names of files, and by patterns of them."""
    for file in specs.file_literals:
        yield Requested(str(file), file.file)
    for glob in specs.file_globs:
        yield Requested(str(glob), glob.glob)
