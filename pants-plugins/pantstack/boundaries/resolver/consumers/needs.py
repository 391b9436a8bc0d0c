"""Which modules need the targets whose resolves `consumer_resolves()` lists.

A file needs what it imports in each of its own resolves. A module needs a target where a file in its resolves imports
one of the target's files, directly or through files of other such targets: what lies beneath a facade is needed by all
that use it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from pantstack.boundaries.resolver.consumers.targets import ConsumerTarget, FileResolves
from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.boundaries.scanner.model import FileScan, ImportSite
from pantstack.declarations.model import Catalog, name_of

# By path of a module, the paths of those that it names as its dependencies.
Edges = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Need:
    """Why a module needs a target.

    Attributes:
        module: its path.
        path: of the file with the import; the module's own, or one beneath a facade that it uses.
        line: of the import.
    """

    module: str
    path: str
    line: int


@dataclass(frozen=True)
class ConsumerList:
    """What a target's list of consumers lacks, and what it has for nothing.

    Attributes:
        missing: why it needs each module that it lacks, sorted by module.
        unneeded: modules as written.
    """

    target: ConsumerTarget
    missing: tuple[Need, ...]
    unneeded: tuple[str, ...]


class Consumers:
    """Follows imports from the files of modules with resolves of their own."""

    def __init__(  # noqa: PLR0913  each is gathered by itself
        self,
        catalog: Catalog,
        resolver: Resolver,
        scans: Mapping[str, FileScan],
        resolves: FileResolves,
        edges: Edges,
        *,
        type_checking: bool,
    ) -> None:
        """Follow all imports.

        Args:
            edges: what modules declare; any other use is a finding of its own, and fixed first.
            type_checking: whether imports under `if TYPE_CHECKING` are judged; else they need no declaration to count.
        """
        self._catalog = catalog
        self._resolver = resolver
        self._scans = scans
        self._resolves = resolves
        self._users = {
            module.path: replace(module, depends_on=tuple(edges.get(module.path, ()))) for module in catalog.modules
        }
        self._type_checking = type_checking
        # A file's imports are followed once, however many modules need it.
        self._followed: dict[str, tuple[tuple[int, ImportSite], ...]] = {}
        self._by_file: dict[str, list[int]] = {}
        for number, target in enumerate(resolves.targets):
            for path in target.files:
                self._by_file.setdefault(path, []).append(number)
        self._paths = {name_of(module.path): module.path for module in reversed(catalog.modules)}
        self._needs = self._follow()

    def lists(self) -> tuple[ConsumerList, ...]:
        """Compare each target's list with what is needed."""
        return tuple(self._list(number, target) for number, target in enumerate(self._resolves.targets))

    def beneath(self, paths: tuple[str, ...]) -> tuple[ConsumerTarget, ...]:
        """Find the targets that own files, or what these import, directly or through other such targets."""
        waiting = deque(number for path in paths for number in self._by_file.get(path, ()))
        found: dict[int, None] = {}
        while waiting:
            number = waiting.popleft()
            if number not in found:
                found[number] = None
                waiting += [use[0] for path in self._resolves.targets[number].files for use in self._uses(path)]
        return tuple(self._resolves.targets[number] for number in sorted(found))

    def _list(self, number: int, target: ConsumerTarget) -> ConsumerList:
        needs = {name: need for name, need in self._needs[number].items() if name not in target.around}
        listed = frozenset(map(name_of, target.listed))
        missing = sorted((need for name, need in needs.items() if name not in listed), key=lambda need: need.module)
        unneeded = [path for path in target.listed if not self._is_needed(target, name_of(path), needs)]
        return ConsumerList(target, tuple(missing), tuple(unneeded))

    def _is_needed(self, target: ConsumerTarget, name: str, needs: Mapping[str, Need]) -> bool:
        """Return whether a module may be listed: it needs the target, or declares the use of what it belongs to.

        What belongs to no module may be needed by what only a BUILD file says.
        """
        owner = self._catalog.owner(target.path)
        if name in needs or name in target.around or owner is None:
            return True
        user = self._users.get(self._paths.get(name, ""))
        declared = user is not None and owner.path in user.depends_on
        return declared and name in self._resolves.isolated

    def _follow(self) -> list[dict[str, Need]]:
        needs: list[dict[str, Need]] = [{} for _ in self._resolves.targets]
        waiting: deque[tuple[int, str, Need]] = deque()
        for number, target in enumerate(self._resolves.targets):
            waiting += [(number, name, Need(name, target.path, 1)) for name in sorted(target.around)]
        for path, names in self._resolves.fixed.items():
            for number, site in self._uses(path):
                waiting += [(number, name, self._need(name, path, site)) for name in sorted(names)]
        while waiting:
            number, name, need = waiting.popleft()
            if name in needs[number]:
                continue
            needs[number][name] = need
            for path in self._resolves.targets[number].files:
                waiting += [(other, name, self._need(name, path, site)) for other, site in self._uses(path)]
        return needs

    def _need(self, name: str, path: str, site: ImportSite) -> Need:
        owner = self._catalog.owner(path)
        module = owner.path if owner is not None and owner.name == name else self._paths.get(name, name)
        return Need(module, path, site.position.line)

    def _uses(self, path: str) -> tuple[tuple[int, ImportSite], ...]:
        """Return the targets whose files a file imports, with the import."""
        if path not in self._followed:
            self._followed[path] = tuple(self._follow_imports(path))
        return self._followed[path]

    def _follow_imports(self, path: str) -> Iterator[tuple[int, ImportSite]]:
        scan = self._scans.get(path)
        for site in () if scan is None else scan.imports:
            if site.kind == "import":
                reached = sorted({number for file in self._files(path, site) for number in self._by_file.get(file, ())})
                yield from ((number, site) for number in reached)

    def _files(self, path: str, site: ImportSite) -> Iterator[str]:
        """Yield the files that an import loads, as far as its path names them, with the packages that they are in."""
        for way in self._resolver.ways(path, site):
            nodes = [way.start, *(step.result for step in way.steps[:1] if step.is_submodule)]
            for file in (file for node in nodes for file in self._resolver.files(node)):
                if self._counts(path, file, site):
                    yield file
                    yield from self._packages(file)

    def _packages(self, file: str) -> Iterator[str]:
        folder = file.rpartition("/")[0]
        while folder:
            scan = self._scans.get(f"{folder}/__init__.py")
            if scan is not None and scan.has_code:
                yield scan.path
            folder = folder.rpartition("/")[0]

    def _counts(self, path: str, file: str, site: ImportSite) -> bool:
        """Return whether a use is one that may be: of the same module, or of the facade of one that is declared."""
        owner, used = self._catalog.owner(path), self._catalog.owner(file)
        if owner is None or used is None or owner == used:
            return True
        if used.facade is None or file not in used.facade.files:
            return False
        left_out = site.type_checking and not self._type_checking
        return left_out or self._users[owner.path].may_use(used)
