"""Which files have to be examined, and what the others are known to use all the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar


@dataclass(frozen=True)
class Screened:
    """What is known of the files of a project before any of them is examined.

    Attributes:
        examined: the paths of the files that may have a finding.
        edges: which of the other files use a module, by the paths of theirs and of that one.
        outside: those of the other files that use a module and belong to none.
        imports: how many names each of the other files imports.
        assigning: those of the other files that may assign to a name in another file, by that name.
        replacing: those that may do so or patch it.
        renaming: the import statements that give something another name, of all files that have an outline.
    """

    examined: frozenset[str]
    edges: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()
    imports: Mapping[str, int] = field(default_factory=dict)
    assigning: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    replacing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    renaming: frozenset[str] = frozenset()


_Key = TypeVar("_Key")


def grouped(pairs: Iterable[tuple[_Key, str]]) -> dict[_Key, tuple[str, ...]]:
    """Sort paths by what comes with them."""
    found: dict[_Key, list[str]] = {}
    for key, path in pairs:
        found.setdefault(key, []).append(path)
    return {key: tuple(sorted(paths)) for key, paths in found.items()}


class _WithScans(Protocol):
    @property
    def scans(self) -> Mapping[str, object]: ...


def examine_all(project: _WithScans) -> Screened:
    """Take every file for one that may have a finding."""
    return Screened(frozenset(project.scans))
