"""A BUILD file depends on another module's internals."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project
from pantstack.declarations.model import Facade, Module

CODE = "private-dependency"


def check(project: Project) -> Iterator[Finding]:
    """Every entry of a target's dependencies that names something of another module but its facade."""
    for reference in project.references:
        module = project.referenced_module(reference)
        facade = None if module is None else module.facade
        if reference.kind != "dependency" or module is None or (facade is not None and reference.names_facade(facade)):
            continue
        yield Finding.of(
            reference.path,
            CODE,
            f"`{reference.text}` is internal to `{module.path}`.",
            f"{module.place} declares the module, and it has no facade."
            if facade is None
            else f"{facade.place} declares what is public there.",
            f"Declare a public_facade in {module.path}, or delete the entry."
            if facade is None
            else _advice(module, facade),
            reference.text,
        ).at(reference.position)


def _advice(module: Module, facade: Facade) -> str:
    if facade.place == module.place:
        return "Delete the entry: Pants infers it from the import."
    address = f"{facade.directory}:{facade.name}" if facade.name else facade.directory
    return f'Write "{address}" instead, or delete the entry: Pants infers it from the import.'
