"""Where files and modules have moved since the baseline was written, as far as anything proves it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Optional

from pantstack.boundaries.resolver.python_files import base_of
from pantstack.buildfiles.globs import below, parent

# Paths and dotted names in the target of a finding.
_NAME = re.compile(r"[\w./-]+")


@dataclass(frozen=True)
class History:
    """How the repository was at a commit.

    Attributes:
        files: the paths of its files.
        modules: the paths of its modules.
        renames: new paths of files, by old ones.
    """

    files: frozenset[str]
    modules: frozenset[str]
    renames: Mapping[str, str]


@dataclass(frozen=True)
class Moves:
    """What has moved: nothing passes from one module to another, unless the module itself has another path now.

    Attributes:
        files: the paths of all files, BUILD files too.
        modules: the paths of all modules.
        owner: finds the path of the module that a file belongs to.
        dotted: finds the dotted name of a path without suffix.
        history: None where git knows nothing; then likeness has to do.
    """

    files: Collection[str]
    modules: Collection[str] = ()
    owner: Callable[[str], Optional[str]] = field(default=lambda path: None)  # noqa: ARG005  no modules
    dotted: Callable[[str], str] = field(default=lambda base: base.replace("/", "."))
    history: Optional[History] = None

    def is_gone(self, file: str) -> bool:
        """Return whether there is no such file any more."""
        return file not in self.files

    def was_deleted(self, file: str) -> bool:
        """Return whether git knows that a file is gone, and of none that it has become."""
        return self.history is not None and file in self.history.files and file not in self.history.renames

    def file(self, file: str) -> Optional[str]:
        """Return what a file has become, where git proves it and its module is still the same."""
        new = None if self.history is None else self.history.renames.get(file)
        return new if new is not None and self.home(file) == self.owner(new) else None

    def home(self, file: str) -> Optional[str]:
        """Return the path that the module of a file has now; None for a file that was in none."""
        then = self._owner_then(file)
        return self._module_renames.get(then, then) if then is not None else None

    def target(self, target: str) -> str:
        """Return what the target of a finding is called now."""
        head = target.partition(":")[0]
        return _NAME.sub(lambda found: self._name(found[0], alone=found[0] == head), target)

    def named(self, target: str) -> Optional[tuple[str, str]]:
        """Return the module that a target named something in, by its path of today, and that name; None for others."""
        named = self._named(target, self._modules_then)
        return named and (self._module_renames.get(named[0], named[0]), named[1])

    def named_now(self, target: str) -> Optional[tuple[str, str]]:
        """Return the module that a target of today names something in, and that name; None for others."""
        return self._named(target, self.modules)

    def _named(self, target: str, modules: Collection[str]) -> Optional[tuple[str, str]]:
        dotted, _, name = target.partition(":")
        if not name.isidentifier():
            return None
        known = {self.dotted(_without_suffix(module)): module for module in modules}
        module = next((known[prefix] for prefix in _prefixes(dotted, ".") if prefix in known), None)
        return None if module is None else (module, name)

    def is_there(self, target: str) -> bool:
        """Return whether there still is a file, or a folder with files, of the name that a target begins with."""
        return target.partition(":")[0] in self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        bases = {base_of(file) for file in self.files if file.endswith((".py", ".pyi"))}
        return frozenset(self.dotted(prefix) for base in bases for prefix in _prefixes(base, "/"))

    @cached_property
    def folders(self) -> frozenset[str]:
        """All folders that have files."""
        return frozenset(folder for file in self.files for folder in _prefixes(parent(file), "/"))

    @property
    def _modules_then(self) -> Collection[str]:
        return self.modules if self.history is None else self.history.modules

    def _owner_then(self, file: str) -> Optional[str]:
        if self.history is None:
            return self.owner(file)
        return next((folder for folder in _prefixes(file, "/") if folder in self.history.modules), self.owner(file))

    @cached_property
    def _folder_renames(self) -> Mapping[str, str]:
        """What folders have become of which nothing is left: most of their files that kept their names agree."""
        became: dict[str, Counter[str]] = defaultdict(Counter)
        for old, new in {} if self.history is None else self.history.renames.items():
            above, above_now = old, new
            while _last(above) == _last(above_now) and parent(above) != parent(above_now):
                above, above_now = parent(above), parent(above_now)
                if not (above and above_now):
                    break
                became[above][above_now] += 1
        most = {old: new.most_common(1)[0] for old, new in became.items() if old not in self.folders}
        return {old: new for old, (new, times) in most.items() if 2 * times > sum(became[old].values())}

    @cached_property
    def _module_renames(self) -> Mapping[str, str]:
        then = frozenset(self._modules_then)
        # A module may be one file.
        renames = {**({} if self.history is None else self.history.renames), **self._folder_renames}
        return {
            old: new
            for old, new in renames.items()
            if old in then and old not in self.modules and new in self.modules and new not in then
        }

    @cached_property
    def _renames(self) -> Mapping[str, str]:
        """New paths and dotted names of files, folders and modules, by old ones."""
        renames: dict[str, str] = {}
        for old, new in self._folder_renames.items():
            if self.home(old) == self.owner(new):
                renames.update({self.dotted(old): self.dotted(new), old: new})
        for old in () if self.history is None else self.history.renames:
            moved = self.file(old)
            if moved is not None:
                renames.update({self.dotted(base_of(old)): self.dotted(base_of(moved)), old: moved})
        return renames

    def _name(self, name: str, *, alone: bool) -> str:
        """Return what a path or dotted name is called now; a single word is one only if nothing else is there."""
        separator = "/" if "/" in name else "."
        if separator not in name and not alone:
            return name
        known = next((prefix for prefix in _prefixes(name, separator) if prefix in self._renames), None)
        return name if known is None else f"{self._renames[known]}{name[len(known) :]}"


def likely_renames(moves: Moves, lost: Iterable[str], found: Iterable[str]) -> Mapping[str, str]:
    """Pair modules that are unknown with folders of which nothing is left, for want of git.

    Args:
        lost: files that are gone.
        found: files that may be what they have become: at the same place below their module.
    """
    ends: dict[str, set[str]] = defaultdict(set)
    for old in lost:
        if moves.owner(old) is None:
            for folder in _prefixes(parent(old), "/"):
                ends[old[len(folder) :]].add(folder)
    became: dict[str, set[str]] = defaultdict(set)
    for new in found:
        module = moves.owner(new)
        if module is not None and below(module, new):
            for folder in ends.get(new[len(module) :], ()):
                became[folder].add(module)
    left = moves.folders
    return {folder: min(modules) for folder, modules in became.items() if len(modules) == 1 and folder not in left}


def _prefixes(name: str, separator: str) -> Iterator[str]:
    """Yield a name and all that it begins with, the longest first."""
    while name:
        yield name
        name = name.rpartition(separator)[0]


def _without_suffix(module: str) -> str:
    return base_of(module) if module.endswith(".py") else module


def _last(path: str) -> str:
    return path.rpartition("/")[2]
