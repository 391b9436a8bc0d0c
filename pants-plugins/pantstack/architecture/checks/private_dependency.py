"""A BUILD file depends on another module's internals."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.architecture.core.model import Finding
from pantstack.architecture.core.project import Project
from pantstack.architecture.core.references import BuildReference
from pantstack.catalogue.core.model import Facade, Module

CODE = "private-dependency"


def check(project: Project) -> Iterator[Finding]:
    """Every entry of a target's dependencies that names something of another module but its facade."""
    for reference in project.references:
        module = project.reached(reference)
        if reference.kind != "dependency" or module is None or public(module, reference):
            continue
        # What is excluded is not taken in.
        if reference.text.startswith("!"):
            continue
        facade = module.facade
        yield Finding.of(
            reference.path,
            CODE,
            f"`{reference.text}` is internal to `{module.path}`.",
            f"{module.place} declares the module, and it has no facade."
            if facade is None
            else f"{facade.place} declares what is public there.",
            f"Declare a public_facade in {module.path}, or delete the entry."
            if facade is None
            else f'Write "{_address(facade)}" instead, or delete the entry: Pants infers it from the import.',
            reference.text,
        ).at(reference.position)


def _address(facade: Facade) -> str:
    return f"{facade.directory}:{facade.name}" if facade.name else facade.directory


def public(module: Module, reference: BuildReference) -> bool:
    """Whether a dependency names a module's facade, or a file that it owns."""
    facade = module.facade
    if facade is None:
        return False
    if reference.target:
        return (reference.reaches, reference.target) == (facade.directory, facade.target)
    return reference.reaches in facade.files
