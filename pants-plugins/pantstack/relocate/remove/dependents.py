"""Who keeps a module where it is: everything that would break without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pantstack.base.locations import Position
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.project import Project
from pantstack.declarations.model import Module


@dataclass(frozen=True, order=True)
class Dependent:
    """A place that needs a module.

    Attributes:
        what: it does there, a clause such as "imports `modules.orders.backend.public`".
    """

    path: str
    position: Position
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.position.line} {self.what}"


def find(project: Project, module: Module) -> tuple[Dependent, ...]:
    """Find every place outside of a module that needs it, by path and position."""
    found = {
        dependent
        for dependent in (
            *(_import(use) for use in project.module_uses if use.module == module),
            *(_reference(use) for use in project.build_uses if use.module == module),
            *_declared(project, module),
            *_stacks(project, module),
            *_nested(project, module),
        )
        if project.owner(dependent.path) != module
    }
    return tuple(sorted(found))


def _import(use: ModuleUse) -> Dependent:
    verb = {"import": "imports", "attribute": "reaches", "string": "names"}.get(use.site.kind, "imports")
    return Dependent(use.path, use.site.position, f"{verb} `{'.' * use.site.level}{use.site.dotted}`")


def _reference(use: ModuleUse) -> Dependent:
    return Dependent(use.path, use.site.position, f"depends on `{use.site.module}`")


def _declared(project: Project, module: Module) -> Iterator[Dependent]:
    for other in project.catalog.modules:
        if module.path in other.depends_on:
            position = project.item_position(other, "depends_on", module.path)
            yield Dependent(other.location.path, position, f"lists it in depends_on of `{other.path}`")


def _stacks(project: Project, module: Module) -> Iterator[Dependent]:
    for use in project.stack_uses:
        if use.certain and module in use.modules:
            yield Dependent(use.path, use.reference.position, f"reads its stack `{use.reference.text}`")


def _nested(project: Project, module: Module) -> Iterator[Dependent]:
    for other in project.catalog.modules:
        if other != module and not module.is_file and other.path.startswith(f"{module.path}/"):
            place = Position(other.location.line, 1)
            yield Dependent(other.location.path, place, f"declares the module `{other.path}` inside of it")
