"""Names that something replaces while the code runs: what another file assigns to, and what tests patch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Callable, Final, Optional

from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.resolution import Node
from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.boundaries.resolver.screened import Screened
from pantstack.boundaries.scanner.model import FileScan, ImportSite
from pantstack.boundaries.scanner.patched_objects import ANYTHING
from pantstack.boundaries.scanner.strings.readers import patches

_ALIASES: Final = re.compile(r"(\w+) as (\w+)")


class ReplacedNames:
    """The names of a project that do not stay what their own files say."""

    def __init__(
        self,
        resolver: Resolver,
        read_whole: Callable[[str], FileScan],
        screened: Screened,
    ) -> None:
        self._resolver = resolver
        self._read_whole = read_whole
        self._screened = screened
        self._assigned: dict[Optional[str], frozenset[Node]] = {}
        self._patched: dict[Optional[str], frozenset[Node]] = {}

    def is_assigned(self, node: Node) -> bool:
        """Return whether a file assigns to a name from outside, as in `module.name = value`."""
        if node.name not in self._assigned:
            self._assigned[node.name] = frozenset(self._find_assigned(node.name))
        return node in self._assigned[node.name]

    def is_patched(self, use: ModuleUse, offered: Node) -> bool:
        """Return whether a test patches what a use takes each time that it runs, or what a facade offers instead.

        Args:
            offered: the file of the facade, and the name there.
        """
        resolution = self._resolver.resolve(use.path, use.site)
        steps = () if resolution is None else resolution.steps[-1:]
        places = {offered, *(Node(step.source.base, step.name) for step in steps)}
        patched = any(self._is_patched(place) for place in places)
        return patched and not _runs_at_once(self._read_whole(use.path), use.site)

    def _is_patched(self, node: Node) -> bool:
        if node.name not in self._patched:
            self._patched[node.name] = frozenset(self._find_patched(node.name))
        return not self._patched[node.name].isdisjoint((node, Node(node.base, ANYTHING)))

    def _files(self, name: Optional[str], replacing: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, FileScan]]:
        """The files that may replace a name, by this one or by one that an import gives it."""
        found = dict.fromkeys(self._screened.examined)
        for each in self._all_names(str(name)):
            found.update(dict.fromkeys(replacing.get(each, ())))
        yield from ((path, self._read_whole(path)) for path in found)

    def _all_names(self, name: str) -> list[str]:
        names = [name]
        for each in names:
            names += self._aliases.get(each, frozenset()).difference(names)
        return names

    @cached_property
    def _aliases(self) -> Mapping[str, frozenset[str]]:
        """The other names that import statements of outlines give a name."""
        found: dict[str, set[str]] = {}
        for statement in self._screened.renaming:
            for name, alias in _ALIASES.findall(statement):
                found.setdefault(name, set()).add(alias)
        return {name: frozenset(aliases) for name, aliases in found.items()}

    def _find_assigned(self, name: Optional[str]) -> Iterator[Node]:
        for path, scan in self._files(name, self._screened.assigning):
            for site in scan.imports:
                for way in self._resolver.ways(path, site) if site.assigned else ():
                    # An attribute of what a name stands for is not followed.
                    if way.steps and way.steps[-1].name == site.dotted.rpartition(".")[2]:
                        yield way.end

    def _find_patched(self, name: Optional[str]) -> Iterator[Node]:
        """The names that tests patch, in the files that they name."""
        for path, scan in self._files(name, self._screened.replacing):
            strings = (site for site in scan.imports if site.kind == "string" and patches(site.call))
            for site in (*strings, *scan.patched):
                yield from self._places(path, site)

    def _places(self, path: str, site: ImportSite) -> Iterator[Node]:
        for way in self._resolver.ways(path, site):
            if site.partial or site.name == ANYTHING:
                yield Node(way.end.base, ANYTHING)
            elif way.steps and way.steps[-1].name == site.dotted.rpartition(".")[2]:
                yield Node(way.steps[-1].source.base, way.steps[-1].name)


def _runs_at_once(scan: FileScan, site: ImportSite) -> bool:
    """Return whether an import stands at the top level of its file, not in a function or class."""
    return any(
        (each.name, each.source, each.position.line) == (site.bound, site.name, site.position.line)
        and each.when in ("always", "perhaps")
        for each in scan.bindings
    )
