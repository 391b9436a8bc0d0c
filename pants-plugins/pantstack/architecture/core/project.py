"""What a check looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Callable, NamedTuple

from pantstack.architecture.core.model import FileScan, Finding, ImportSite
from pantstack.architecture.core.resolve import Reached, Resolver
from pantstack.architecture.core.select import door
from pantstack.catalogue.core.model import Catalogue, Module


class Use(NamedTuple):
    """An import that reaches into a module from outside of it."""

    path: str
    site: ImportSite
    reached: Reached


@dataclass(frozen=True)
class Project:
    """The facts of a run.

    Attributes:
        catalogue: the declared modules.
        resolver: knows whose file an import reaches.
        scans: the files to judge, by path.
        facades: the scans of the files that facades own, by path.
    """

    catalogue: Catalogue
    resolver: Resolver
    scans: Mapping[str, FileScan]
    facades: Mapping[str, FileScan]

    def uses(self) -> Iterator[Use]:
        """Every import that crosses into a module, by path and position."""
        for path, scan in sorted(self.scans.items()):
            owner = self.catalogue.owner(path)
            for site in scan.imports:
                reached = self.resolver.reached(path, site)
                if reached is not None and (owner is None or owner.path != reached.module.path):
                    yield Use(path, site, reached)

    def door(self, module: Module) -> str:
        """The dotted name of a module's facade; empty where it has none."""
        return "" if module.facade is None else self.resolver.dotted(module.facade.directory)

    def offers(self, module: Module) -> tuple[str, ...]:
        """The public names of a module: those of its facade's `__init__` files."""
        if module.facade is None:
            return ()
        scans = (self.facades.get(path) for path in door(module.facade))
        return tuple(sorted({name for scan in scans if scan is not None for name in scan.names}))


# A check looks at the whole project and yields findings in any order.
Check = Callable[[Project], Iterator[Finding]]
