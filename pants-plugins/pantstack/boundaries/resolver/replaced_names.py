"""Names that something replaces while the code runs: what another file assigns to, and what tests patch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.resolution import Node
from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.boundaries.scanner.model import FileScan, ImportSite
from pantstack.boundaries.scanner.patched_objects import ANYTHING
from pantstack.boundaries.scanner.strings.readers import patches


class ReplacedNames:
    """The names of a project that do not stay what their own files say."""

    def __init__(self, resolver: Resolver, scans: Mapping[str, FileScan]) -> None:
        self._resolver = resolver
        self._scans = scans

    @cached_property
    def assigned(self) -> frozenset[Node]:
        """What some file assigns to from outside, as in `module.name = value`: it is not what its own file says."""
        return frozenset(
            way.end
            for path, scan in self._scans.items()
            for site in scan.imports
            if site.assigned
            for way in self._resolver.ways(path, site)
            # An attribute of what a name stands for is not followed.
            if way.steps and way.steps[-1].name == site.dotted.rpartition(".")[2]
        )

    def is_patched(self, use: ModuleUse, offered: Node) -> bool:
        """Return whether a test patches what a use takes each time that it runs, or what a facade offers instead.

        Args:
            offered: the file of the facade, and the name there.
        """
        resolution = self._resolver.resolve(use.path, use.site)
        steps = () if resolution is None else resolution.steps[-1:]
        places = {offered, *(Node(step.source.base, step.name) for step in steps)}
        places |= {Node(place.base, ANYTHING) for place in places}
        return not places.isdisjoint(self._patched) and not _runs_at_once(self._scans[use.path], use.site)

    @cached_property
    def _patched(self) -> frozenset[Node]:
        """The names that tests patch, in the files that they name."""
        strings = (
            (path, site)
            for path, scan in self._scans.items()
            for site in scan.imports
            if site.kind == "string" and patches(site.call)
        )
        objects = ((path, site) for path, scan in self._scans.items() for site in scan.patched)
        return frozenset(node for path, site in (*strings, *objects) for node in self._places(path, site))

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
