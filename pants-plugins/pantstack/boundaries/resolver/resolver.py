"""Which file an import reaches, and where a name really comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Optional

from pantstack.boundaries.resolver.import_roots import ImportRoots
from pantstack.boundaries.resolver.python_files import PythonFiles
from pantstack.boundaries.scanner.model import Binding, FileScan, ImportSite
from pantstack.buildfiles.globs import joined

# Names that are re-exported more often than this are taken as they stand: no recursion ends a run.
_DEEPEST = 60


@dataclass(frozen=True)
class Node:
    """A file or package, or a name in it.

    Attributes:
        base: the path without suffix; of a package its directory.
        name: a name that is bound there and is no module itself; None for the file or package.
    """

    base: str
    name: Optional[str] = None


@dataclass(frozen=True)
class ResolutionStep:
    """One name taken from a file or package.

    Attributes:
        re_exported_by: the file whose own import brings it there; None where it is a submodule or defined there.
    """

    source: Node
    name: str
    result: Node
    re_exported_by: Optional[str] = None

    @property
    def is_submodule(self) -> bool:
        """Whether it goes on to a submodule: then what it leaves does not matter."""
        return self.re_exported_by is None and self.result.name is None


@dataclass(frozen=True)
class Resolution:
    """The way of an import to what it reaches.

    Attributes:
        start: the file or package that the import names with its path alone.
    """

    start: Node
    steps: tuple[ResolutionStep, ...] = ()

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All that is reached on the way, one after another."""
        return (self.start, *(step.result for step in self.steps))

    @property
    def end(self) -> Node:
        """What is reached at last."""
        return self.steps[-1].result if self.steps else self.start


class Resolver:
    """Resolves imports against the Python files of the repository.

    Attributes:
        python: those files.
    """

    def __init__(self, source_roots: Iterable[str], scans: Mapping[str, FileScan]) -> None:
        """Index the files.

        Args:
            source_roots: directories that imports start from, `.` or empty for the repository's own.
        """
        roots = {"" if root == "." else root.strip("/") for root in source_roots}
        self._roots = tuple(sorted(roots, key=lambda root: (-len(root), root)))
        self._scans = scans
        self.python = PythonFiles(scans)
        self._import_roots = ImportRoots(self._roots, self.python.closed, self.python.folders)
        self._bound: dict[str, dict[str, tuple[tuple[str, Binding], ...]]] = {}
        self._resolved_names: dict[tuple[str, str], Optional[ResolutionStep]] = {}
        self._resolutions: dict[tuple[tuple[str, ...], tuple[str, ...], int], Optional[Resolution]] = {}
        self._depth = 0

    def files(self, node: Node) -> tuple[str, ...]:
        """Return the files of a node: a module and its stub; none for a directory without `__init__`."""
        return self.python.of(node.base)

    def scans(self, node: Node) -> tuple[FileScan, ...]:
        """Return the scans of a node's files."""
        return tuple(self._scans[path] for path in self.files(node))

    def dotted(self, base: str) -> str:
        """Return the dotted name of a path, from the nearest source root above it."""
        for root in self._roots:
            if root and base.startswith(f"{root}/"):
                return base[len(root) + 1 :].replace("/", ".")
        return base.replace("/", ".")

    def resolve(self, importer: str, site: ImportSite) -> Optional[Resolution]:
        """Follow an import; None if nothing of the repository is named."""
        path = tuple(filter(None, site.module.split(".")))
        names = path if site.name in (None, "*") else (*path, str(site.name))
        path_length = _common(path, site.base) - 1 if site.kind == "attribute" else len(path)
        roots = self._import_roots.candidates(importer, site.level)
        key = (roots, names, path_length)
        if key not in self._resolutions:
            ways = filter(None, (self._follow(root, names, path_length) for root in roots))
            # Of several that lead equally far, the nearest.
            self._resolutions[key] = max(ways, key=lambda way: way[0], default=(0, None))[1]
        return self._resolutions[key]

    def _follow(self, root: str, names: tuple[str, ...], path_length: int) -> Optional[tuple[int, Resolution]]:
        """Follow names from a root; return how many could be followed, and where to."""
        base, taken = root, 0
        # What an import names as a path is looked up as a path; the rest are attributes.
        while taken < path_length:
            longer = joined(base, names[taken])
            if not self.python.exists(longer):
                break
            base, taken = longer, taken + 1
        if path_length > 0 and not taken:
            return None
        node = Node(base)
        steps: list[ResolutionStep] = []
        for name in names[taken:]:
            step = self.resolve_name(node.base, name)
            if step is None:
                if not taken and not steps and not self.files(node):
                    return None
                steps.append(ResolutionStep(node, name, Node(node.base, name)))
                break
            steps.append(step)
            taken, node = taken + 1, step.result
            if node.name is not None:
                break
        return taken, Resolution(Node(base), tuple(steps))

    def resolve_name(self, base: str, name: str) -> Optional[ResolutionStep]:
        """Take a name from a file or package; None where it is neither bound nor a submodule.

        Args:
            base: the file's path without suffix, or a directory.
        """
        key = (base, name)
        if key not in self._resolved_names:
            # Until it is known, a name that leads back to itself is a submodule or nothing.
            self._resolved_names[key] = submodule = self._submodule(base, name)
            if self._depth < _DEEPEST:
                self._depth += 1
                self._resolved_names[key] = self._bound_step(base, name) or submodule or self._starred(base, name)
                self._depth -= 1
        return self._resolved_names[key]

    def _submodule(self, base: str, name: str) -> Optional[ResolutionStep]:
        longer = joined(base, name)
        return ResolutionStep(Node(base), name, Node(longer)) if self.python.exists(longer) else None

    def bindings(self, base: str) -> Mapping[str, tuple[tuple[str, Binding], ...]]:
        """Return what the files of a base bind at their top level, with the file, by name."""
        if base not in self._bound:
            bound: dict[str, list[tuple[str, Binding]]] = {}
            for path in self.python.of(base):
                for binding in self._scans[path].bindings:
                    bound.setdefault(binding.name, []).append((path, binding))
            self._bound[base] = {name: tuple(places) for name, places in bound.items()}
        return self._bound[base]

    def _bound_step(self, base: str, name: str) -> Optional[ResolutionStep]:
        bound = self.bindings(base).get(name, ())
        if any(binding.kind in ("class", "function") for _, binding in bound):
            return ResolutionStep(Node(base), name, Node(base, name))
        for path, binding in bound:
            if binding.kind == "import":
                resolution = self.resolve(path, site_of(binding))
                if resolution is not None:
                    # A package that imports its own submodule re-exports nothing: it has that anyway.
                    submodule = self._submodule(base, name) if resolution.end.name is None else None
                    is_own = submodule is not None and submodule.result == resolution.end
                    return submodule if is_own else ResolutionStep(Node(base), name, resolution.end, path)
        # Bound to something from outside the repository, or to a value.
        return ResolutionStep(Node(base), name, Node(base, name)) if bound else None

    def _starred(self, base: str, name: str) -> Optional[ResolutionStep]:
        if name.startswith("_"):
            return None
        for path in self.python.of(base):
            for site in self._scans[path].imports:
                if site.name != "*" or site.kind != "import":
                    continue
                resolution = self.resolve(path, site)
                if resolution is None or resolution.end.name is not None or resolution.end.base == base:
                    continue
                lists = [scan.dunder_all for scan in self.scans(resolution.end) if scan.dunder_all is not None]
                if lists and not any(name in names for names in lists):
                    continue
                step = self.resolve_name(resolution.end.base, name)
                if step is not None and not step.is_submodule:
                    return ResolutionStep(Node(base), name, step.result, step.re_exported_by or path)
        return None


def site_of(binding: Binding) -> ImportSite:
    """Return an import as what its name is bound to: `import a.b` binds `a`."""
    module = binding.module
    if binding.source is None and not binding.level and binding.name == module.partition(".")[0]:
        module = binding.name
    return ImportSite(binding.position, module, binding.level, binding.source)


def _common(parts: tuple[str, ...], base: str) -> int:
    """Count the leading names that a chain shares with what its import names, at least one."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(parts, base.split(".")))
    return max(sum(1 for _ in same), 1)
