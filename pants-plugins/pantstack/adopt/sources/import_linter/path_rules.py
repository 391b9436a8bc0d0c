"""What contracts say together, of the directories and files that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Optional

from pantstack.adopt.sources.model import EVERYTHING, ForeignModule, Note
from pantstack.adopt.sources.python_tree import is_file
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.globs import below, parents


@dataclass(frozen=True)
class Protection:
    """Who may use a module, by one contract."""

    path: str
    importers: frozenset[str]


@dataclass
class Rules:
    """Rules about paths: what holds for a directory holds for all modules in it.

    Attributes:
        places: where each path that becomes a module is named first.
        forbidden: pairs of a path and one that it never may use.
        layers: the paths of each layer with its name, outermost first.
        acyclic: directories whose children must not use each other in a cycle, and where that is written.
    """

    places: dict[str, SourceLocation] = field(default_factory=dict)
    forbidden: set[tuple[str, str]] = field(default_factory=set)
    protections: list[Protection] = field(default_factory=list)
    layers: list[tuple[str, Sequence[str]]] = field(default_factory=list)
    acyclic: list[tuple[Sequence[str], SourceLocation]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def note(self, location: SourceLocation, text: str) -> None:
        """Note what is not carried over."""
        self.notes.append(Note(location, text))

    def name(self, path: str, location: SourceLocation) -> str:
        """Make a path a module."""
        self.places.setdefault(path, location)
        return path

    def forbid(self, path: str, other: str) -> None:
        """Forbid a path to use another one, unless one of the two is in the other."""
        if not below(path, other) and not below(other, path):
            self.forbidden.add((path, other))

    def forbid_each_other(self, paths: Iterable[str]) -> None:
        """Forbid paths to use each other."""
        paths = tuple(paths)
        for path in paths:
            for other in paths:
                self.forbid(path, other)

    def layer_names(self) -> tuple[str, ...]:
        """Return the names of the layers, outermost first."""
        return tuple(name for name, _ in self.layers)

    def modules(self) -> tuple[ForeignModule, ...]:
        """Return the modules, sorted by path."""
        never: dict[str, set[str]] = {path: set() for path in self.places}
        for path, other in self.forbidden:
            for inner in self._inside(path):
                never[inner] |= set(self._inside(other))
        self._note_hidden_cycles()
        return tuple(self._module(path, never[path]) for path in sorted(self.places))

    def _inside(self, path: str) -> list[str]:
        return [each for each in self.places if below(path, each)]

    def _module(self, path: str, never: set[str]) -> ForeignModule:
        consumers = self._consumers(path)
        nobody = consumers is not None and not consumers
        return ForeignModule(
            path=path,
            location=self.places[path],
            is_file=is_file(path),
            layer=self._layer(path),
            cannot_depend_on=tuple(sorted(never)),
            # An empty list of consumers would mean everybody: a file names itself, a directory has nothing public.
            consumers=((path,) if is_file(path) else None) if nobody else consumers,
            public=() if nobody and not is_file(path) else EVERYTHING,
        )

    def _layer(self, path: str) -> Optional[str]:
        by_path = {each: name for name, paths in self.layers for each in paths}
        return next((by_path[each] for each in (path, *parents(path)) if each in by_path), None)

    def _consumers(self, path: str) -> Optional[tuple[str, ...]]:
        """Return the modules that all contracts about a path let in; None for all."""
        found: Optional[set[str]] = None
        for protection in self.protections:
            if below(protection.path, path):
                inner = {each for importer in protection.importers for each in self._inside(importer)}
                let_in = (inner | set(self._inside(protection.path))) - {path}
                found = let_in if found is None else found & let_in
        return None if found is None else tuple(sorted(found))

    def _note_hidden_cycles(self) -> None:
        for children, location in self.acyclic:
            split = [path for path in children if any(path != each and below(path, each) for each in self.places)]
            for path in split:
                text = f"{path} has modules of its own, by another contract: a cycle that leads through two of them and"
                self.note(location, f"{text} back is none between modules. Keep this contract, or merge these modules.")
