"""What is wrong with the modules that a module names as those that it may use, or never may."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.base.errors import UserError
from pantstack.declarations.model import Catalog, Module
from pantstack.declarations.suggestions import module_suggestion


def errors(module: Module, catalog: Catalog) -> Iterator[UserError]:
    """Report names of no other module, and modules that are allowed and forbidden at once."""
    paths = [other.path for other in catalog.modules]
    named = (
        ("depends_on", module.depends_on, "depends on itself"),
        ("cannot_depend_on", module.cannot_depend_on, "forbids itself"),
    )
    for field, used, itself in named:
        for path in used:
            if path == module.path:
                yield UserError(f"`{path}` {itself}.", f"Delete it from {field}.", module.location)
            elif catalog.module(path) is None:
                help = module_suggestion(path, paths)
                yield UserError(f"Unknown module `{path}` in {field}.", help, module.location)
    for path in sorted({*module.depends_on} & {*module.cannot_depend_on}):
        yield UserError(
            f"`{path}` is in depends_on and in cannot_depend_on of `{module.path}`.",
            "Delete one of the two.",
            module.location,
        )
