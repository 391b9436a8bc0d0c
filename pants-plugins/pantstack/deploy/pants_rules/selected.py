"""The targets that the command line selects."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from pants.base.specs import RawSpecs, Specs
from pants.engine.target import Target

from pantstack.deploy.planning import requested
from pantstack.deploy.planning.requested import Requested
from pantstack.pants_port import targets


async def selected_targets(
    specs: Specs, names: Mapping[str, Collection[str]], modules: Sequence[str], root: str, *, also_gone: bool
) -> tuple[tuple[Target, ...], tuple[str, ...]]:
    """List the selected targets, and the paths of selected modules that are not in the repository any more.

    Args:
        names: of all targets of the repository, by folder.
        modules: paths of the modules that can be deployed.
        also_gone: whether the latter may be selected.

    Raises:
        UserError: if a selection selects nothing.
    """
    everything = tuple(_requested(specs.includes, Path(root)))
    gone = requested.gone(everything, names) if also_gone else ()
    requested.check([each for each in everything if each.folder not in gone], names, modules)
    includes = dataclasses.replace(
        specs.includes,
        address_literals=tuple(each for each in specs.includes.address_literals if each.path_component not in gone),
        dir_literals=tuple(each for each in specs.includes.dir_literals if each.directory not in gone),
    )
    return await targets.selected(dataclasses.replace(specs, includes=includes) if gone else specs), gone


def _requested(specs: RawSpecs, root: Path) -> Iterator[Requested]:
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
    for file in specs.file_literals:
        if not (root / file.file).exists():
            yield Requested(str(file), file.file)
    for glob in specs.file_globs:
        if not any(root.glob(glob.glob)):
            yield Requested(str(glob), glob.glob)
