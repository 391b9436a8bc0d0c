"""The inventory of one store: the records of all environments there, and the artifacts beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pantstack_runner import paths
from pantstack_runner.commands.pruning import files
from pantstack_runner.commands.pruning.inventory import ModuleRecords, StoredArtifact, StoreInventory
from pantstack_runner.contract.environment import ENVIRONMENT_NAME
from pantstack_runner.contract.module import MODULE_NAME
from pantstack_runner.errors import FailedError
from pantstack_runner.records import records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from pantstack_runner.context import Context
    from pantstack_runner.storage.file import StoredFile
    from pantstack_runner.storage.store import Store

_ENVIRONMENT: Final = re.compile(ENVIRONMENT_NAME)
_MODULE: Final = re.compile(MODULE_NAME)
# Stand for the parts that a name does not have.
_ANY: Final = ("any environment", "any module")


@dataclass(frozen=True)
class Source:
    """A store to take the inventory of.

    Attributes:
        place: the store.
        contexts: one for each environment that is declared with its records there.
        modules: the names of those that the repository has.
        meant: the environments whose records may go.
        other: of any environment there, for those that are not declared.
        is_here: whether it is the work tree.
        is_sure: whether all else could be read that may name an artifact there.
    """

    place: Store
    contexts: Mapping[str, Context]
    modules: frozenset[str]
    selected: frozenset[str]
    other: Context
    is_here: bool
    is_sure: bool

    def context(self, name: str) -> Context:
        """Return the context of an environment, which keeps its records there."""
        return self.contexts.get(name) or self.other.at(self.other.environment.model_copy(update={"name": name}))


def read_store(source: Source, take: Callable[[Path], str]) -> tuple[StoreInventory, list[str]]:
    """Return the inventory of a store, and the links in place of artifacts.

    Args:
        source: the store.
        take: takes a lock, and says what is in the way.

    Raises:
        OSError: if it cannot be listed.
    """
    source.place.invalidate()
    found = tuple(_module_records(source, take))
    artifacts: dict[str, StoredArtifact] = {}
    links = []
    for name, file in source.place.list_recursive(paths.ARTIFACTS).items():
        digits, *inside = _parts(name, paths.ARTIFACTS) or ("",)
        if not inside:
            links += [source.place.display_path(name)] if file.is_link else []
        elif files.HASH.fullmatch(digits):
            so_far = artifacts.get(digits, StoredArtifact(0, file.modified))
            artifacts[digits] = StoredArtifact(so_far.size + file.size, max(so_far.modified, file.modified))
    return StoreInventory(source.place, found, artifacts, source.is_here, source.is_sure), links


def _module_records(source: Source, take: Callable[[Path], str]) -> Iterator[ModuleRecords]:
    """Yield the modules that have records there; anything else in their place has a problem."""
    found: dict[tuple[str, ...], dict[str, StoredFile]] = {}
    for name, file in source.place.list_recursive(paths.RECORDS).items():
        parts = _parts(name, paths.RECORDS)
        # Of a bad name of an environment one line is enough.
        depth = 2 if parts and _ENVIRONMENT.fullmatch(parts[0]) else 1
        found.setdefault(parts[:depth], {})["/".join(parts[depth:])] = file
    for parts, inside in found.items():
        folder = "/".join((paths.RECORDS, *parts))
        shown = files.printable_name(source.place.display_path(folder))
        environment, module = (*map(files.printable_name, parts), *_ANY[len(parts) :])
        place = ModuleRecords(environment, module, folder)
        if len(parts) < len(_ANY):
            yield replace(place, problem=f"{shown} is not what it should be")
        elif not _MODULE.fullmatch(module) or "" in inside:
            yield replace(place, problem=f"{shown} is no folder of a module")
        else:
            yield _module(source, place, inside, take(paths.module_lock_file(source.context(environment), place)))


def _module(source: Source, place: ModuleRecords, inside: Mapping[str, StoredFile], problem: str) -> ModuleRecords:
    """Return the records of a module, or why they are unknown."""
    context = source.context(place.environment)
    found = records.RecordHistory()
    try:
        found = records.read_records(context, place.name)
    except FailedError as error:
        problem = problem or files.reason_of(error)
    problem = problem or next((each.first_line for each in found.problems), "")
    sizes = {name: file.size for name, file in inside.items() if not file.is_link}
    named = {f"{each.name}.json" for each in found.records}
    if named - sizes.keys():
        # A deploy from another clone may have begun meanwhile.
        now = source.place.list_recursive(place.folder)
        sizes = {name.rpartition("/")[2]: file.size for name, file in now.items() if not file.is_link}
    if not problem and named - sizes.keys():
        problem = f"{files.printable_name(source.place.display_path(place.folder))} has records of something else"
    return replace(
        place,
        records=found.records,
        sizes=sizes,
        problem=problem,
        is_selected=place.environment in source.selected and place.environment in source.contexts,
        is_known=place.name in source.modules,
        belongings=files.leftover_files(context, place.name),
    )


def _parts(name: str, folder: str) -> tuple[str, ...]:
    """Split a name into its parts below a folder; a file in the folder's place has none."""
    return tuple(name.removeprefix(folder).split("/")[1:])
