"""The directories of a tree, and what is in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Optional

from pantstack.boundaries.adoption import naming
from pantstack.buildfiles.globs import below, parent, parents

# A directory with at least this share of tests among its files holds tests, whatever its name.
_SHARE_OF_TESTS = 0.6


class Folders:
    """The directories of a tree, by path; the empty path is the repository."""

    def __init__(
        self, files: Iterable[str], imports: Sequence[tuple[str, str, Optional[str]]], source_roots: Iterable[str]
    ) -> None:
        """Count what is in each directory."""
        self.roots = tuple(sorted({"" if root in (".", "/") else root.strip("/") for root in source_roots}))
        self.direct: dict[str, list[str]] = defaultdict(list)
        self.total: Counter[str] = Counter()
        self.code: Counter[str] = Counter()
        self._tests: Counter[str] = Counter()
        self._plain: Counter[str] = Counter()
        for path in sorted(files):
            self._count(path)
        self._children: dict[str, list[str]] = defaultdict(list)
        for folder in sorted(self.total):
            if folder:
                self._children[parent(folder)].append(folder)
        self._used: set[str] = set()
        self._busy: set[str] = set()
        self._tied: set[str] = set()
        inits = (path for paths in self.direct.values() for path in paths if naming.is_init(path))
        self._packaged = {folder for path in inits for folder in parents(path)}
        for importer, reached, _ in imports:
            self._busy |= {importer, reached}
            self._tied |= {*parents(importer), *parents(reached)}
            if self._is_product(importer):
                self._used |= {path for path in (reached, *parents(reached)) if not below(path, importer)}

    def _count(self, path: str) -> None:
        test = naming.is_test(path)
        folders = tuple(parents(path))
        product = not test and not any(naming.firm(folder.rpartition("/")[2]) for folder in folders)
        self.direct[folders[0]].append(path)
        for folder in folders:
            self.total[folder] += 1
            self.code[folder] += product
            if not naming.is_init(path):
                self._plain[folder] += 1
                self._tests[folder] += test

    def _is_product(self, path: str) -> bool:
        names = path.split("/")[:-1]
        return not naming.is_test(path) and not any(naming.firm(name) or naming.loose(name) for name in names)

    def children(self, folder: str) -> Sequence[str]:
        """Return the directories in a directory that hold Python files, sorted."""
        return self._children.get(folder, [])

    def all(self) -> Iterable[str]:
        """Return all directories that hold Python files, sorted."""
        return sorted(filter(None, self.total))

    def own_code(self, folder: str) -> int:
        """Count the product's files directly in a directory, except `__init__` and files of tools."""
        return sum(not naming.is_steering(path) for path in self.direct.get(folder, ()))

    def root_of(self, folder: str) -> str:
        """Return the nearest source root above a directory, or the directory itself; else the repository."""
        return max((root for root in self.roots if below(root, folder)), key=len, default="")

    def holds_root(self, folder: str) -> bool:
        """Return whether a directory is a source root, or has one below it."""
        return any(below(folder, root) for root in self.roots if root)

    def unfit(self, folder: str, *, fixed: bool = False) -> Optional[str]:
        """Return why a directory cannot be a module, as a clause; None if it can.

        Args:
            fixed: whether something else than its files says that it is a module, however many tests it has.
        """
        name = folder.rpartition("/")[2]
        firm, loose = naming.firm(name), "" if folder in self._used else naming.loose(name)
        silent = not self._plain[folder] and not any(path in self._busy for path in self.direct[folder])
        reasons = (
            (firm, f"its name says that it holds {firm}"),
            (not naming.addressable(folder), "its name has a character that is special in BUILD files"),
            (loose, f"its name says that it holds {loose}, and no other code imports it"),
            (not fixed and self._holds_tests(folder), "it holds tests"),
            (not self.code[folder], "it holds no product code"),
            (silent, "it has only an `__init__` that is neither imported nor imports anything"),
        )
        return next((why for holds, why in reasons if holds), None)

    def is_package(self, folder: str) -> bool:
        """Return whether a directory has an `__init__` file."""
        return any(naming.is_init(path) for path in self.direct.get(folder, ()))

    def unimportable(self, folder: str) -> Optional[str]:
        """Return why a directory cannot be imported by name, as a clause; None if it can, or if it is a project."""
        name = folder.rpartition("/")[2]
        if name.lower() in naming.SOURCES and not self.is_package(folder):
            return "its files are in no package"
        if self.holds_root(folder):
            return None
        if folder not in self._packaged and folder not in self._tied:
            return "it holds loose scripts: it has no package, and no import leads to or from it"
        return None if name.isidentifier() else "its name is not an identifier, and it has no source root"

    def holds_tests(self, folder: str) -> bool:
        """Return whether a directory that is not a module holds tests."""
        name = folder.rpartition("/")[2]
        loose = "" if folder in self._used else naming.loose(name)
        return naming.TESTS in (naming.firm(name), loose) or self._holds_tests(folder)

    def _holds_tests(self, folder: str) -> bool:
        tests = self._tests[folder]
        return folder not in self._used and tests > 0 and tests / self._plain[folder] >= _SHARE_OF_TESTS
