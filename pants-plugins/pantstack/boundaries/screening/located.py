"""Where the plainest imports lead: those whose whole path is that of one file or folder."""

from __future__ import annotations

from typing import Optional

from pantstack.boundaries.resolver.resolution import Node
from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.boundaries.scanner.model import ImportSite
from pantstack.buildfiles.globs import joined


class PlainImports:
    """Finds the files of imports that can lead to one place only, whatever the files on the way bind."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._known: dict[tuple[tuple[str, ...], str], Optional[str]] = {}

    def base(self, importer: str, site: ImportSite) -> Optional[str]:
        """Return the path without suffix that an import names before it takes a name; None where that is not plain."""
        roots = self._resolver.candidates(importer, site.level)
        key = (roots, site.module)
        if key not in self._known:
            self._known[key] = self._find(roots, tuple(filter(None, site.module.split("."))))
        return self._known[key]

    def submodule(self, base: str, name: Optional[str]) -> Optional[str]:
        """Return the path of a submodule that a name may be; None where there is none."""
        longer = None if name is None else joined(base, name)
        return longer if longer is not None and self._resolver.python.exists(longer) else None

    def _find(self, roots: tuple[str, ...], names: tuple[str, ...]) -> Optional[str]:
        """The one root below which all names are files or folders, where no code below another one can compete."""
        found: Optional[str] = None
        for root in roots:
            base, taken = self._reached(root, names)
            if taken == len(names):
                if found is not None:
                    return None
                found = base
            elif (taken or not names) and self._resolver.files(Node(base)):
                return None
        return None if found in self._resolver.python.generated else found

    def _reached(self, root: str, names: tuple[str, ...]) -> tuple[str, int]:
        base = root
        for taken, name in enumerate(names):
            longer = joined(base, name)
            if not self._resolver.python.exists(longer):
                return base, taken
            base = longer
        return base, len(names)
