"""A facade exports what is internal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.boundaries.resolver.resolver import Node
from pantstack.boundaries.scanner.model import Binding, FileScan, SignatureReference
from pantstack.declarations.model import Facade, Module

CODE = "facade-leak"


def check(project: Project) -> Iterator[Finding]:
    """Report public names of facades that are internal modules, come with a star, or have internal types."""
    for module in project.catalog.modules:
        if module.facade is not None:
            yield from _FacadeCheck(project, module, module.facade).findings()


class _FacadeCheck:
    """The check of one module's facade."""

    def __init__(self, project: Project, module: Module, facade: Facade) -> None:
        self._project = project
        self._resolver = project.resolver
        self._module = module
        self._facade = facade
        self._scans = tuple(project.scans[path] for path in facade.files if path in project.scans)
        steps = (
            self._resolver.resolve_name(base_of(scan.path), name) for scan in self._scans for name in scan.public_names
        )
        self._exported = frozenset(step.result for step in steps if step is not None)

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
        first: dict[str, Binding] = {}
        for binding in scan.bindings:
            first.setdefault(binding.name, binding)
        for name in scan.public_names:
            step = self._resolver.resolve_name(base_of(scan.path), name)
            # What comes with a star, or is a submodule, is only listed.
            bound = first.get(name) or first.get("__all__")
            if step is None or bound is None or not self._is_own(step.result):
                continue
            if step.result.name is not None:
                yield from self._check_signature(scan.path, bound.position, name, step.result)
            elif self._visibility(step.result) == "private":
                dotted = self._resolver.dotted(step.result.base)
                message = f"`{name}` is the internal module `{dotted}`."
                help = f"Import the public names from it, or rename it to `_{name}`."
                yield self._finding(scan.path, bound.position, message, help, dotted)

    def _check_signature(self, path: str, position: Position, name: str, node: Node) -> Iterator[Finding]:
        """Report internal types in the signatures of a public class or function."""
        reported: set[Node] = set()
        for scan in self._resolver.scans(node):
            for reference in scan.signature_references:
                type_ = self._type(scan, reference) if reference.symbol == node.name else None
                if type_ is None or type_ in self._exported or type_ in reported:
                    continue
                if not self._is_own(type_) or self._visibility(Node(type_.base)) != "private":
                    continue
                reported.add(type_)
                # It is fixed where the signature is, if that is a file of the facade.
                here = (scan.path, reference.position) if scan.path in self._facade.files else (path, position)
                dotted = f"{self._resolver.dotted(type_.base)}.{type_.name}"
                message = f"The signature of `{name}` has `{dotted}`, which the facade does not export."
                help = f"Export `{type_.name}` too, or keep it out of the signature."
                yield self._finding(*here, message, help, f"{name}:{dotted}")

    def _type(self, scan: FileScan, reference: SignatureReference) -> Optional[Node]:
        """The class that a name in a signature stands for; None for anything else."""
        node: Optional[Node] = Node(base_of(scan.path))
        for name in reference.name.split("."):
            step = None if node is None or node.name is not None else self._resolver.resolve_name(node.base, name)
            node = None if step is None else step.result
        if node is None or node.name is None:
            return None
        bound = self._resolver.bindings(node.base).get(node.name, ())
        return node if any(binding.kind == "class" for _, binding in bound) else None

    def _is_own(self, node: Node) -> bool:
        return self._project.owner(node.base) == self._module

    def _visibility(self, node: Node) -> str:
        return self._project.public_api.visibility(self._module, node)

    def _finding(self, path: str, position: Position, message: str, help: str, target: str) -> Finding:
        because = f"{self._facade.location} declares the facade."
        return Finding(path, position, CODE, message, because, help, target)
