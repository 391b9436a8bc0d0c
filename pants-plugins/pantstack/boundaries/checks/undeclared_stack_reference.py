"""A module reads the stack of another one that it does not declare."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project

CODE = "undeclared-stack-reference"


def check(project: Project) -> Iterator[Finding]:
    """Report stack references to the project of a module that is not in the reading module's depends_on."""
    for use in project.stack_uses:
        if not use.certain or use.declared:
            continue
        owner, read = use.owner, use.modules[0].path
        if read in owner.cannot_depend_on:
            continue
        yield Finding.of(
            use.path,
            CODE,
            f"`{owner.path}` reads the stack of `{read}` but does not declare it.",
            f"{owner.location} has depends_on={json.dumps(list(owner.depends_on))}.",
            f'Add "{read}" to depends_on there, so that it is deployed first, or remove this reference.',
            read,
        ).at(use.reference.position, use.reference.end)
