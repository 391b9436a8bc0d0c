"""Which file an import reaches, and where a name really comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import takewhile
from typing import Optional

from pantstack.boundaries.resolver.import_roots import ImportRoots
from pantstack.boundaries.resolver.plain_imports import PlainImports
from pantstack.boundaries.resolver.python_files import PythonFiles
from pantstack.boundaries.resolver.resolution import Node, Resolution, ResolutionStep
from pantstack.boundaries.resolver.top_level_names import Origin, TopLevelNames
from pantstack.boundaries.scanner.model import Binding, FileScan, ImportSite
from pantstack.boundaries.scanner.outline.outline import Outline
from pantstack.buildfiles.globs import joined

# Names that are re-exported more often than this are taken as they stand: no recursion ends a run.
_DEEPEST = 60
# An import that may lead more ways is followed so many.
_MOST_WAYS = 16


class Resolver:
    """Resolves imports against the Python files of the repository.

    Attributes:
        roots: the source roots, the longest first; empty for the repository's own.
        python: those files.
        names: what they bind at their top level.
        plain: the imports that lead to one place, whatever the files on the way bind.
        is_circular: whether files took a name from each other: what it is may depend on where one begins.
    """

    def __init__(
        self,
        source_roots: Iterable[str],
        scans: Mapping[str, FileScan],
        generated: Iterable[str] = (),
        outlines: Optional[Mapping[str, Outline]] = None,
    ) -> None:
        """Index the files.

        Args:
            source_roots: directories that imports start from, `.` or empty for the repository's own.
            generated: code that is made of other files: paths without suffix.
            outlines: of files that need not be parsed for what they are to their packages.
        """
        roots = {"" if root == "." else root.strip("/") for root in source_roots}
        self.roots = tuple(sorted(roots, key=lambda root: (-len(root), root)))
        self._scans = scans
        self.python = PythonFiles(scans, generated, outlines or {})
        self.plain = PlainImports(self.python, ImportRoots(self.roots, self.python.closed, self.python.folders))
        self.names = TopLevelNames(self.python, scans)
        self._steps: dict[tuple[str, str], tuple[ResolutionStep, ...]] = {}
        self._ways: dict[tuple[tuple[str, ...], tuple[str, ...], int], tuple[Resolution, ...]] = {}
        self._stars: dict[str, tuple[ImportSite, ...]] = {}
        self._open: list[tuple[str, str]] = []  # Being followed right now, the innermost last.
        self.is_circular = False

    def files(self, node: Node) -> tuple[str, ...]:
        """Return the files of a node: a module and its stub; none for a directory without `__init__`."""
        return self.python.of(node.base)

    def scans(self, node: Node) -> tuple[FileScan, ...]:
        """Return the scans of a node's files."""
        return tuple(self._scans[path] for path in self.files(node))

    def dotted(self, base: str) -> str:
        """Return the dotted name of a path, from the nearest source root above it."""
        for root in self.roots:
            if root and base.startswith(f"{root}/"):
                return base[len(root) + 1 :].replace("/", ".")
        return base.replace("/", ".")

    def resolve(self, importer: str, site: ImportSite) -> Optional[Resolution]:
        """Follow an import the first way that it may lead; None if nothing of the repository is named."""
        return next(iter(self.ways(importer, site)), None)

    def ways(self, importer: str, site: ImportSite) -> tuple[Resolution, ...]:
        """Follow an import all ways that it may lead: a name may be bound in several places."""
        path = tuple(filter(None, site.module.split(".")))
        names = path if site.name in (None, "*") else (*path, str(site.name))
        path_length = _common(path, site.base) - 1 if site.kind == "attribute" else len(path)
        if site.app:
            roots = tuple(self.python.apps[label] for label in path[:1] if label in self.python.apps)
        else:
            roots = self.plain.candidates(importer, site.level)
        key = (roots, names, path_length)
        if key not in self._ways:
            followed = [ways for ways in (self._follow(root, names, path_length) for root in roots) if ways]
            # Of several roots that lead equally far, the nearest.
            best = max(followed, key=lambda ways: ways[0][0], default=[])
            self._ways[key] = tuple(way for _, way in best)
        return self._ways[key]

    def _follow(self, root: str, names: tuple[str, ...], path_length: int) -> list[tuple[int, Resolution]]:
        """Follow names from a root; return how many could be followed, and where to, for each way."""
        base, taken = root, 0
        # What an import names as a path is looked up as a path; the rest are attributes.
        while taken < path_length:
            longer = joined(base, names[taken])
            if not self.python.exists(longer):
                break
            base, taken = longer, taken + 1
        if path_length > 0 and not taken:
            return []
        start = Node(base)
        found: list[tuple[int, Resolution]] = []
        waiting: list[tuple[int, Resolution]] = [(taken, Resolution(start))]
        while waiting and len(found) < _MOST_WAYS:
            at, way = waiting.pop()
            if at == len(names) or way.end.name is not None:
                found.append((at, way))
                continue
            steps = self.steps(way.end.base, names[at])
            waiting += [(at + 1, Resolution(start, (*way.steps, step))) for step in reversed(steps)]
            if not steps and (taken or way.steps or self.files(start)):
                unknown = ResolutionStep(way.end, names[at], Node(way.end.base, names[at]), certain=False)
                found.append((at, Resolution(start, (*way.steps, unknown))))
        return found

    def resolve_name(self, base: str, name: str) -> Optional[ResolutionStep]:
        """Take a name from a file or package as it is bound first; None where it is neither bound nor a submodule.

        Args:
            base: the file's path without suffix, or a directory.
        """
        return next(iter(self.steps(base, name)), None)

    def steps(self, base: str, name: str) -> tuple[ResolutionStep, ...]:
        """Take a name from a file without its suffix, or a directory, in all ways that it may be bound there."""
        key = (base, name)
        self.is_circular = self.is_circular or (key in self._open and key != self._open[-1])
        if key not in self._steps:
            longer = joined(base, name)
            submodule = (ResolutionStep(Node(base), name, Node(longer)),) if self.python.exists(longer) else ()
            # Until it is known, a name that leads back to itself is a submodule or nothing.
            self._steps[key] = submodule
            self.is_circular = self.is_circular or len(self._open) == _DEEPEST
            if len(self._open) < _DEEPEST:
                self._open.append(key)
                self._steps[key] = self._bound(base, name) or submodule or self._starred(base, name)
                self._open.pop()
        return self._steps[key]

    def _bound(self, base: str, name: str) -> tuple[ResolutionStep, ...]:
        places = self.names.lasting(base, name)
        certain = self.names.is_certain(base, name) and not any(self._is_hidden(*each) for each in places)
        found: dict[Node, ResolutionStep] = {}
        for path, binding in places:
            for origin in self.names.origins(path, base, binding):
                for result, proved, part in self._ends(path, base, origin):
                    indirect = binding.kind != "import" or binding.when in ("later", "lazily") or bool(found)
                    # What is defined here, or is the package's own submodule, is re-exported by nobody.
                    own_name = result.base == base and result.name is not None
                    exporter = None if own_name or result == Node(joined(base, name)) else path
                    new = ResolutionStep(Node(base), name, result, exporter, (), indirect, certain and proved, part)
                    step = found.get(result, new)
                    places_of = (*step.places, (path, binding.position))
                    found[result] = replace(step, places=places_of, part=step.part and part)
        own = next(((path, each.position) for path, each in places if each.kind in ("class", "function")), None)
        if places and (own is not None or not found):
            # Bound to something from outside the repository, or to a value.
            place = own or (places[0][0], places[0][1].position)
            own_step = ResolutionStep(Node(base), name, Node(base, name), None, (place,), bool(found), certain)
            found.setdefault(own_step.result, own_step)
        steps = tuple(found.values())
        return steps if len(steps) == 1 else tuple(replace(step, certain=False) for step in steps)

    def _is_hidden(self, path: str, binding: Binding) -> bool:
        """Return whether a star import further down may put something else in the place of a name."""
        for site in () if binding.name.startswith("_") else self._stars_of(path):
            if site.type_checking or site.position < binding.position:
                continue
            resolution = self.resolve(path, site)
            if resolution is None:
                return True
            end = resolution.end
            more = any(self._stars_of(file) for file in self.files(end))
            if more or {binding.name, "*"} & self.names.places(end.base).keys():
                return True
        return False

    def _stars_of(self, path: str) -> tuple[ImportSite, ...]:
        if path not in self._stars:
            imports = self._scans[path].imports
            self._stars[path] = tuple(each for each in imports if each.is_star)
        return self._stars[path]

    def ends(self, path: str, base: str, binding: Binding) -> Iterator[Node]:
        """Yield what a binding of a file gives its name."""
        for origin in self.names.origins(path, base, binding):
            yield from (result for result, _, part in self._ends(path, base, origin) if not part)

    def _ends(self, path: str, base: str, origin: Origin) -> Iterator[tuple[Node, bool, bool]]:
        """What an origin of a name is at last, whether that is certain, and whether it is only a part of that."""
        if isinstance(origin, str):
            yield from ((step.result, False, step.part) for step in self.steps(base, origin))
            return
        for way in self.ways(path, origin):
            whole = self._is_whole(origin, way)
            if whole or self._is_class(way.end):
                yield way.end, way.certain, not whole or any(step.part for step in way.steps[-1:])

    def _is_class(self, node: Node) -> bool:
        """Return whether a name is bound to a class, which may hold types."""
        bound = self.names.places(node.base).get(str(node.name), ())
        return any(binding.kind == "class" for _, binding in bound)

    def _is_whole(self, site: ImportSite, way: Resolution) -> bool:
        """Return whether an attribute is what a way leads to: that of a value, or of a class, is another thing.

        What every module has, such as `__name__`, is a value.
        """
        if site.kind != "attribute" or way.end.name is None:
            return True
        bound = self.names.places(way.end.base).get(way.end.name, ())
        last = site.module.rpartition(".")[2]
        return way.steps[-1].name == last and (bool(bound) or not (last.startswith("__") and last.endswith("__")))

    def _starred(self, base: str, name: str) -> tuple[ResolutionStep, ...]:
        if name.startswith("_"):
            return ()
        found: dict[Node, ResolutionStep] = {}
        certain = "*" not in self.names.places(base)
        for path in self.python.of(base):
            for site in self._stars_of(path):
                resolution = self.resolve(path, site)
                certain = certain and resolution is not None and not site.type_checking
                if resolution is None or resolution.end.name is not None or resolution.end.base == base:
                    continue
                lists = [scan.dunder_all for scan in self.scans(resolution.end) if scan.dunder_all is not None]
                if lists and not any(name in names for names in lists):
                    continue
                for step in self.steps(resolution.end.base, name):
                    if not step.is_submodule:
                        here = replace(step, source=Node(base), name=name, re_exported_by=path, places=())
                        found.setdefault(step.result, replace(here, indirect=step.indirect or bool(found)))
        steps = tuple(found.values())
        return tuple(replace(step, certain=step.certain and certain and len(steps) == 1) for step in steps)


def _common(parts: tuple[str, ...], base: str) -> int:
    """Count the leading names that a chain shares with what its import names, at least one."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(parts, base.split(".")))
    return max(sum(1 for _ in same), 1)
