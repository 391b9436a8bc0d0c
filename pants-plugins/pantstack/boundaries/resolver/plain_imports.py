"""Where the plainest imports lead: those whose whole path is that of one file or folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from pantstack.boundaries.resolver.import_roots import ImportRoots
from pantstack.boundaries.resolver.python_files import PythonFiles
from pantstack.boundaries.scanner.model import ImportSite
from pantstack.buildfiles.globs import joined, parent


class PlainImports:
    """Finds the files of imports that can lead to one place only, whatever the files on the way bind."""

    def __init__(self, python: PythonFiles, roots: ImportRoots) -> None:
        self._python = python
        self._roots = roots
        self._candidates: dict[tuple[str, int], tuple[str, ...]] = {}
        self._known: dict[tuple[tuple[str, ...], str], Optional[str]] = {}

    def candidates(self, importer: str, level: int) -> tuple[str, ...]:
        """Return the directories that the first name of an import of a file may be in, the nearest first."""
        key = (parent(importer), level)
        if key not in self._candidates:
            self._candidates[key] = self._roots.candidates(importer, level)
        return self._candidates[key]

    def base(self, importer: str, level: int, module: str) -> Optional[str]:
        """Return the path without suffix that an import names before it takes a name; None where that is not plain.

        Args:
            module: the dotted name after the dots of a relative import.
        """
        return self.below(self.candidates(importer, level), module)

    def below(self, roots: tuple[str, ...], module: str) -> Optional[str]:
        """Return the same, given the directories that the first name may be in."""
        key = (roots, module)
        if key not in self._known:
            self._known[key] = self._find(roots, module)
        return self._known[key]

    def beginning(self, importer: str, dotted: str) -> Optional[str]:
        """Return the path without suffix that the first names of a dotted name lead to; None if that is not plain."""
        reached = [self._reached(root, dotted.split(".")) for root in self.candidates(importer, 0)]
        found = [base for base, taken in reached if taken]
        return found[0] if len(found) == 1 and found[0] not in self._python.generated else None

    def named(self, importer: str, site: ImportSite) -> tuple[str, ...]:
        """Return all paths without suffix that an import statement can name; nothing where it is not plain."""
        base = self.base(importer, site.level, site.module) if site.kind == "import" else None
        if base is None:
            return ()
        longer = None if site.name in (None, "*") else joined(base, str(site.name))
        return (base,) if longer is None or not self._python.exists(longer) else (base, longer)

    def _find(self, roots: tuple[str, ...], module: str) -> Optional[str]:
        """The one root below which all names are files or folders, where no code below another one can compete."""
        if len(roots) == 1 and module:
            only = joined(roots[0], module.replace(".", "/"))
            return only if self._python.exists(only) and only not in self._python.generated else None
        found: Optional[str] = None
        names = module.split(".") if module else ()
        for root in roots:
            base, taken = self._reached(root, names)
            if taken == len(names):
                if found is not None:
                    return None
                found = base
            elif taken and self._python.of(base):
                return None
        return None if found in self._python.generated else found

    def _reached(self, root: str, names: Sequence[str]) -> tuple[str, int]:
        base = root
        for taken, name in enumerate(names):
            longer = joined(base, name)
            if not self._python.exists(longer):
                return base, taken
            base = longer
        return base, len(names)
