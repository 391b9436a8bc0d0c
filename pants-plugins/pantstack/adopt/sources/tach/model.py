"""What the files of Tach have, as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Optional

from pantstack.adopt.sources.model import Note
from pantstack.adopt.sources.python_tree import PythonTree
from pantstack.base.locations import SourceLocation

ROOT: Final = "<root>"


@dataclass(frozen=True)
class Name:
    """A module's dotted name, or a pattern of such names, and where it is written."""

    text: str
    location: SourceLocation
    deprecated: bool = False


@dataclass(frozen=True)
class Layer:
    """A layer.

    Attributes:
        closed: whether layers above it may not use those below it.
    """

    name: str
    closed: bool
    location: SourceLocation


@dataclass(frozen=True)
class Entry:
    """One entry of `modules`.

    Attributes:
        depends_on: what it may use; None for anything.
        visibility: patterns of the modules that may use it; None for all.
    """

    names: tuple[Name, ...]
    location: SourceLocation
    depends_on: Optional[tuple[Name, ...]]
    cannot_depend_on: tuple[Name, ...]
    layer: Optional[str]
    visibility: Optional[tuple[str, ...]]
    utility: bool
    unchecked: bool
    strict: bool


@dataclass(frozen=True)
class Interface:
    """One entry of `interfaces`.

    Attributes:
        of: matches the names of the modules that have it.
        visibility: the modules that may use it; None for all.
    """

    location: SourceLocation
    expose: tuple[tuple[re.Pattern[str], SourceLocation], ...]
    of: tuple[re.Pattern[str], ...]
    visibility: Optional[tuple[str, ...]]
    exclusive: bool


@dataclass(frozen=True)
class Configuration:
    """Everything that the files of one project have."""

    file: str
    tree: PythonTree
    source_roots: tuple[str, ...]
    entries: tuple[Entry, ...]
    interfaces: tuple[Interface, ...]
    layers: tuple[Layer, ...] = ()
    layers_explicit: bool = False
    type_checking: bool = False
    severities: tuple[tuple[str, str], ...] = ()
    notes: tuple[Note, ...] = ()

    def with_parts(
        self, entries: Iterable[Entry], interfaces: Iterable[Interface], notes: Iterable[Note]
    ) -> Configuration:
        """Return it with what the files of its domains have."""
        return replace(self, entries=tuple(entries), interfaces=tuple(interfaces), notes=tuple(notes))
