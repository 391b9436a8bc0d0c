"""Whose file an import reaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Optional

from pantstack.architecture.core.model import ImportSite
from pantstack.catalogue.core.model import Catalogue, Module

_SUFFIXES = (".py", ".pyi")


@dataclass(frozen=True)
class Reached:
    """What an import reaches inside a module.

    Attributes:
        module: the module that owns it.
        dotted: the reached package or file as a dotted name.
        paths: the files that may be meant; a directory where there is no `__init__` file.
        name: what is taken from there; None when the file itself is.
    """

    module: Module
    dotted: str
    paths: tuple[str, ...]
    name: Optional[str]

    @property
    def public(self) -> bool:
        """Whether the module's facade owns what is reached."""
        facade = self.module.facade
        if facade is None:
            return False
        return any(path in facade.files or path == facade.directory for path in self.paths)


class Resolver:
    """Resolves imports against the files of all modules."""

    def __init__(self, catalogue: Catalogue, source_roots: Iterable[str], files: Iterable[str]) -> None:
        """Prepare for many questions.

        Args:
            catalogue: the declared modules.
            source_roots: directories that imports start from, `.` or empty for the repository's own.
            files: the Python files of all modules.
        """
        self._catalogue = catalogue
        self._roots = tuple(
            sorted(("" if root == "." else root.strip("/") for root in source_roots), key=len, reverse=True)
        )
        self._files: frozenset[str] = frozenset(files)
        self._folders: frozenset[str] = frozenset(
            str(folder)
            for path in {PurePosixPath(path).parent for path in self._files}
            for folder in (path, *path.parents)
        )

    def reached(self, importer: str, site: ImportSite) -> Optional[Reached]:
        """What an import reaches, or None if it is not in any module.

        Args:
            importer: the path of the importing file.
            site: one of its imports.
        """
        for base in self._bases(importer, site):
            if site.name is not None and site.name != "*":
                joined = f"{base}/{site.name}" if base else site.name
                if self._exists(joined):
                    found = self._at(joined, None)
                    if found is not None:
                        return found
            found = self._at(base, site.name)
            if found is not None:
                return found
        return None

    def dotted(self, path: str) -> str:
        """A file's or directory's dotted name, from the nearest source root above it."""
        path = path.removesuffix("/__init__")
        for root in self._roots:
            if not root:
                return path.replace("/", ".")
            if path.startswith(f"{root}/"):
                return path[len(root) + 1 :].replace("/", ".")
        return path.replace("/", ".")

    def _bases(self, importer: str, site: ImportSite) -> Iterable[str]:
        """The paths, without suffix, that a site's module may stand at; those that exist come first."""
        tail = site.module.replace(".", "/")
        if site.level:
            folders = PurePosixPath(importer).parts[:-1]
            up = site.level - 1
            if up > len(folders):
                return ()
            kept = folders[: len(folders) - up]
            return ("/".join((*kept, tail)) if tail else "/".join(kept),)
        bases = [f"{root}/{tail}" if root else tail for root in self._roots]
        return sorted(bases, key=lambda base: not self._exists(base))

    def _exists(self, base: str) -> bool:
        return base in self._folders or any(f"{base}{suffix}" in self._files for suffix in _SUFFIXES)

    def _at(self, base: str, name: Optional[str]) -> Optional[Reached]:
        module = self._catalogue.owner(base)
        if module is None:
            return None
        candidates = (
            *(f"{base}{suffix}" for suffix in _SUFFIXES),
            *(f"{base}/__init__{suffix}" for suffix in _SUFFIXES),
        )
        paths = tuple(path for path in candidates if path in self._files)
        if not paths and base not in self._folders:
            # Nothing is there: judge by the nearest file that is, the package an attribute may come from.
            parent, _, last = base.rpartition("/")
            return self._at(parent, last)
        return Reached(module, self.dotted(base), paths or (base,), name)
