"""The inventory that `--prune` decides on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from pantstack_runner.records.record import Record
    from pantstack_runner.storage.store import Store


@dataclass(frozen=True)
class ModuleRecords:
    """The records of a module in an environment.

    Attributes:
        folder: with its records, in their store.
        records: the newest first.
        problem: why nothing of it may go and nobody knows what it needs; nothing where all is well.
        is_selected: whether its records may go.
        is_declared: whether its environment is declared.
        is_known: whether the repository still has the module.
        leftovers: its work folder and its logs.
    """

    environment: str
    name: str
    folder: str
    records: tuple[Record, ...] = ()
    sizes: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""
    is_selected: bool = True
    is_declared: bool = True
    is_known: bool = True
    leftovers: tuple[Path, ...] = ()


@dataclass(frozen=True)
class UnreadableEnvironment:
    """An environment of which it is unknown what it needs."""

    environment: str
    problem: str
    is_requested: bool


@dataclass(frozen=True)
class StoredArtifact:
    """An artifact in a store; `modified` is the time of its newest file."""

    size: int
    modified: datetime


@dataclass(frozen=True)
class StoreInventory:
    """The contents of one store.

    Attributes:
        modules: the modules that have records there.
        artifacts: by the digits of their hash.
        is_work_tree: whether it is the work tree.
        is_complete: whether everything that may name an artifact there could be read, except the modules.
    """

    store: Store
    modules: tuple[ModuleRecords, ...] = ()
    artifacts: Mapping[str, StoredArtifact] = field(default_factory=dict)
    is_work_tree: bool = False
    is_complete: bool = True


@dataclass(frozen=True)
class Inventory:
    """The contents of all stores and of this work tree.

    Attributes:
        unreadable: the environments of which it is unknown what they need.
        plans: files by the digits of their hash.
        runners: folders by the digits of their hash.
        in_states: hashes in a state of Pulumi, of artifacts that may be running.
        problem: why nothing may go but records; nothing where all is well.
        links: links among all that, which stay.
    """

    stores: tuple[StoreInventory, ...]
    unreadable: tuple[UnreadableEnvironment, ...] = ()
    plans: Mapping[str, Path] = field(default_factory=dict)
    runners: Mapping[str, Path] = field(default_factory=dict)
    in_states: frozenset[str] = frozenset()
    problem: str = ""
    links: tuple[str, ...] = ()

    @property
    def modules(self) -> Iterator[ModuleRecords]:
        """The records of all modules in all stores."""
        return (module for contents in self.stores for module in contents.modules)
