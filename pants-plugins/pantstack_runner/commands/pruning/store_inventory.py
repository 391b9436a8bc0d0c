"""The inventory of one store: the records of all environments there, and the artifacts beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pantstack_runner.base.errors import FailedError
from pantstack_runner.commands.pruning import files
from pantstack_runner.commands.pruning.inventory import ModuleRecords, StoredArtifact, StoreInventory
from pantstack_runner.console.text import printable_name
from pantstack_runner.contract.environment import ENVIRONMENT_NAME
from pantstack_runner.contract.module import MODULE_NAME
from pantstack_runner.records import records
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from pantstack_runner.contract.context import Context
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
        contexts: one for each environment that is declared with its records there.
        declared: names of all declared environments, with their records there or elsewhere.
        modules: the names of those that the repository has.
        selected: the environments whose records may go.
        other: of any environment there, for those that are not declared.
        is_work_tree: whether it is the work tree.
        is_complete: whether all else could be read that may name an artifact there.
    """

    store: Store
    contexts: Mapping[str, Context]
    declared: frozenset[str]
    modules: frozenset[str]
    selected: frozenset[str]
    other: Context
    is_work_tree: bool
    is_complete: bool

    def context(self, name: str) -> Context:
        """Return the context of an environment, which keeps its records there."""
        return self.contexts.get(name) or self.other.at(self.other.environment.model_copy(update={"name": name}))


def read_store(source: Source, take: Callable[[Path], str]) -> tuple[StoreInventory, list[str]]:
    """Return the inventory of a store, and the links in place of artifacts.

    Args:
        take: takes a lock, and says what is in the way.

    Raises:
        OSError: if it cannot be listed.
    """
    source.store.invalidate()
    modules = tuple(_module_records(source, take))
    artifacts: dict[str, StoredArtifact] = {}
    links = []
    for name, file in source.store.list_recursive(paths.ARTIFACTS).items():
        digits, *inside = _parts(name, paths.ARTIFACTS) or ("",)
        if not inside:
            links += [source.store.display_path(name)] if file.is_link else []
        elif files.HASH.fullmatch(digits):
            so_far = artifacts.get(digits, StoredArtifact(0, file.modified))
            artifacts[digits] = StoredArtifact(so_far.size + file.size, max(so_far.modified, file.modified))
    return StoreInventory(source.store, modules, artifacts, source.is_work_tree, source.is_complete), links


def _module_records(source: Source, take: Callable[[Path], str]) -> Iterator[ModuleRecords]:
    """Yield the modules that have records there; anything else in their place has a problem."""
    by_module: dict[tuple[str, ...], dict[str, StoredFile]] = {}
    for name, file in source.store.list_recursive(paths.RECORDS).items():
        parts = _parts(name, paths.RECORDS)
        # Of a bad name of an environment one line is enough.
        depth = 2 if parts and _ENVIRONMENT.fullmatch(parts[0]) else 1
        by_module.setdefault(parts[:depth], {})["/".join(parts[depth:])] = file
    for parts, inside in by_module.items():
        folder = "/".join((paths.RECORDS, *parts))
        location = printable_name(source.store.display_path(folder))
        environment, module = (*map(printable_name, parts), *_ANY[len(parts) :])
        empty = ModuleRecords(environment, module, folder)
        if len(parts) < len(_ANY):
            yield replace(empty, problem=f"{location} is not what it should be")
        elif not _MODULE.fullmatch(module) or "" in inside:
            yield replace(empty, problem=f"{location} is not a folder of a module")
        else:
            yield _module(source, empty, inside, take(paths.module_lock_file(source.context(environment), empty.name)))


def _module(source: Source, empty: ModuleRecords, inside: Mapping[str, StoredFile], problem: str) -> ModuleRecords:
    """Return the records of a module, or why they are unknown."""
    context = source.context(empty.environment)
    history = records.RecordHistory()
    try:
        history = records.read_records(context, empty.name)
    except FailedError as error:
        problem = problem or files.reason_of(error)
    problem = problem or next((record.first_line for record in history.problems), "")
    sizes = {name: file.size for name, file in inside.items() if not file.is_link}
    named = {f"{record.name}.json" for record in history.records}
    if named - sizes.keys():
        # A deploy from another clone may have begun meanwhile.
        now = source.store.list_recursive(empty.folder)
        sizes = {name.rpartition("/")[2]: file.size for name, file in now.items() if not file.is_link}
    if not problem and named - sizes.keys():
        problem = f"{printable_name(source.store.display_path(empty.folder))} has records of something else"
    return replace(
        empty,
        records=history.records,
        sizes=sizes,
        problem=problem,
        is_selected=empty.environment in source.selected and empty.environment in source.contexts,
        is_declared=empty.environment in source.declared,
        is_known=empty.name in source.modules,
        leftovers=files.leftover_files(context, empty.name),
    )


def _parts(name: str, folder: str) -> tuple[str, ...]:
    """Split a name into its parts below a folder; a file in the folder's place has none."""
    return tuple(name.removeprefix(folder).split("/")[1:])
