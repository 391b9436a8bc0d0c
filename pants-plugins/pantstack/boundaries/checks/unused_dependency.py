"""A module declares that it uses another one, but does not."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project

CODE = "unused-dependency"


def check(project: Project) -> Iterator[Finding]:
    """Report entries of depends_on that nothing in the module uses."""
    for module in project.catalog.modules:
        # What may use any is not held to what it names.
        if module.may_use_any:
            continue
        for path in module.depends_on:
            if path in project.used_modules[module.path]:
                continue
            yield (
                Finding.of(
                    module.location.path,
                    CODE,
                    f"`{module.path}` declares `{path}` but does not use it.",
                    f"{module.location} lists it in depends_on.",
                    f'Delete "{path}" there, or run `./pants modules --sync`.',
                    path,
                )
                .at(project.item_position(module, "depends_on", path))
                .of_module(module.path)
            )
