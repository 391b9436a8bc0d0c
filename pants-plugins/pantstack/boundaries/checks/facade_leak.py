"""A facade exports what is internal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.boundaries.resolver.resolution import Node
from pantstack.boundaries.scanner.model import FileScan, SignatureReference
from pantstack.declarations.model import Facade, Module

CODE = "facade-leak"
# An alias that is made of more is followed so far.
_MOST_ALIASES = 16


def check(project: Project) -> Iterator[Finding]:
    """Report public names of facades that are internal modules, come with a star, or have internal types."""
    for module in project.catalog.modules:
        if module.facade is not None and not module.facade.everything:
            yield from _FacadeCheck(project, module, module.facade).findings()


class _FacadeCheck:
    """The check of one module's facade."""

    def __init__(self, project: Project, module: Module, facade: Facade) -> None:
        self._project = project
        self._resolver = project.resolver
        self._module = module
        self._facade = facade
        self._scans = tuple(project.scans[path] for path in facade.files if path in project.scans)
        self._by_symbol: dict[str, dict[str, list[SignatureReference]]] = {}
        self._internal: dict[tuple[object, ...], tuple[Node, ...]] = {}
        self._exported = frozenset(
            step.result
            for scan in self._scans
            for name in scan.public_names
            for step in self._resolver.steps(base_of(scan.path), name)
            if not step.part
        )

    def findings(self) -> Iterator[Finding]:
        for scan in self._scans:
            yield from self._check_stars(scan)
            yield from self._check_names(scan)

    def _check_stars(self, scan: FileScan) -> Iterator[Finding]:
        """Report star imports of internals; where `__all__` lists the names, each of them is published on purpose."""
        if scan.dunder_all is not None:
            return
        for site in scan.imports:
            resolution = self._resolver.resolve(scan.path, site) if site.name == "*" else None
            if resolution is None or not self._is_own(resolution.end) or self._visibility(resolution.end) == "public":
                continue
            dotted = self._resolver.dotted(resolution.end.base)
            message = f"This star import makes everything in `{dotted}` public."
            yield self._finding(scan.path, site.position, message, "Import the public names one by one.", dotted)

    def _check_names(self, scan: FileScan) -> Iterator[Finding]:
        listed = next((binding.position for binding in scan.bindings if binding.name == "__all__"), None)
        places: dict[str, set[Position]] = {}
        for binding in scan.bindings:
            if binding.when != "lazily":
                places.setdefault(binding.name, set()).add(binding.position)
        for name in scan.public_names:
            bound = places.get(name, set())
            for step in self._resolver.steps(base_of(scan.path), name):
                written = [position for path, position in step.places if path == scan.path]
                # What comes with a star or from `__getattr__`, or is a submodule, is only listed.
                elsewhere = min(bound, default=listed or next(iter(written), None))
                positions = [each for each in written if each in bound] or ([elsewhere] if elsewhere else [])
                node = Node(base_of(scan.path), name) if step.part else step.result
                for position in dict.fromkeys(positions) if self._is_own(node) else ():
                    yield from self._check_name(scan.path, position, name, node)

    def _check_name(self, path: str, position: Position, name: str, node: Node) -> Iterator[Finding]:
        """Report an internal module, or internal types in the signature of what a public name is."""
        if node.name is not None:
            yield from self._check_signature(path, position, name, node)
        elif self._visibility(node) == "private":
            dotted = self._resolver.dotted(node.base)
            message = f"`{name}` is the internal module `{dotted}`."
            help = f"Import the public names from it, or rename it to `_{name}`."
            yield self._finding(path, position, message, help, dotted)

    def _check_signature(self, path: str, position: Position, name: str, node: Node) -> Iterator[Finding]:
        """Report internal types in the signature of a public class or function, or in the type of a variable."""
        reported: set[Node] = set()
        for scan in self._resolver.scans(node):
            for reference in self._references(scan).get(str(node.name), ()):
                for type_ in self._internal_types(scan, reference):
                    if type_ in reported:
                        continue
                    reported.add(type_)
                    # It is fixed where the signature is, if that is a file of the facade.
                    here = (scan.path, reference.position) if scan.path in self._facade.owned else (path, position)
                    yield self._leaked(*here, name, node, type_)

    def _leaked(self, path: str, position: Position, name: str, node: Node, type_: Node) -> Finding:
        dotted = ".".join(filter(None, (self._resolver.dotted(type_.base), type_.name)))
        kinds = {binding.kind for _, binding in self._resolver.names.places(node.base).get(str(node.name), ())}
        what = "The signature" if kinds & {"class", "function"} else "The type"
        message = f"{what} of `{name}` has `{dotted}`, which the facade does not export."
        keep = f"keep it out of {what.lower()}."
        help = f"Export `{type_.name}` too, or {keep}" if type_.name else f"{keep.capitalize()}"
        return self._finding(path, position, message, help, f"{name}:{dotted}")

    def _internal_types(self, scan: FileScan, reference: SignatureReference) -> tuple[Node, ...]:
        """The internal ones of the types of a name; most names occur in many signatures of a file."""
        key = (scan.path, reference.name, reference.imported)
        if key not in self._internal:
            self._internal[key] = tuple(each for each in self._types(scan, reference) if self._is_internal(each))
        return self._internal[key]

    def _types(self, scan: FileScan, reference: SignatureReference) -> dict[Node, None]:
        """The classes and modules that a name in a signature may stand for, through aliases of types."""
        found: dict[Node, None] = {}
        waiting = [(base_of(scan.path), reference.name)]
        for base, dotted in waiting:
            binding = reference.imported if len(waiting) == 1 else None
            named = self._named(base, dotted) if binding is None else self._resolver.ends(scan.path, base, binding)
            for node in named:
                bound = self._resolver.names.places(node.base).get(node.name or "", ())
                if node.name is None or any(binding.kind == "class" for _, binding in bound):
                    found[node] = None
                more = [(node.base, name) for name in self._aliased(node)]
                waiting += [each for each in more if each not in waiting and len(waiting) < _MOST_ALIASES]
        return found

    def _named(self, base: str, dotted: str) -> Iterable[Node]:
        """What a dotted name stands for in a file; of a member of an enumeration, that."""
        nodes = {Node(base): None}
        for name in dotted.split("."):
            following: dict[Node, None] = {}
            for node in nodes:
                steps = self._resolver.steps(node.base, name) if node.name is None else ()
                following.update((step.result, None) for step in steps if not step.part or _may_be_type(name))
                bound = self._resolver.names.places(node.base).get(node.name or "", ())
                following.update((node, None) for _, binding in bound if name in binding.members)
            nodes = following
        return nodes

    def _references(self, scan: FileScan) -> Mapping[str, list[SignatureReference]]:
        """The references of a file by what they are in the signature of."""
        if scan.path not in self._by_symbol:
            by_symbol = self._by_symbol.setdefault(scan.path, {})
            for reference in scan.signature_references:
                by_symbol.setdefault(reference.symbol, []).append(reference)
        return self._by_symbol[scan.path]

    def _aliased(self, node: Node) -> tuple[str, ...]:
        """The names of the types that an alias is made of."""
        found = (each for scan in self._resolver.scans(node) for each in self._references(scan).get(str(node.name), ()))
        return tuple(each.name for each in found if each.alias)

    def _is_internal(self, type_: Node) -> bool:
        """Return whether a type is the module's own, and not exported."""
        own = type_ not in self._exported and self._is_own(type_)
        return own and self._visibility(Node(type_.base)) == "private"

    def _is_own(self, node: Node) -> bool:
        return self._project.owner(node.base) == self._module

    def _visibility(self, node: Node) -> str:
        return self._project.public_api.visibility(self._module, node)

    def _finding(self, path: str, position: Position, message: str, help: str, target: str) -> Finding:
        because = f"{self._facade.location} declares the facade."
        return Finding(path, position, CODE, message, because, help, target)


def _may_be_type(name: str) -> bool:
    """Return whether a name is written as those of classes are, and not as that of a constant."""
    plain = name.lstrip("_")
    return plain[:1].isupper() and not plain.isupper()
