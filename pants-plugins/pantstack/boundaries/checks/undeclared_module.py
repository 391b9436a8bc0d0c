"""A module uses another one that it does not declare."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.project import Project

CODE = "undeclared-module"


def check(project: Project) -> Iterator[Finding]:
    """Report uses of a facade whose module the using module does not list in depends_on."""
    for use in (*project.judged_uses, *project.build_uses):
        yield from judge(project, use)


def judge(project: Project, use: ModuleUse) -> Iterator[Finding]:
    """Report one use of a facade whose module the using module does not list in depends_on."""
    owner = project.owner(use.path)
    used = use.module.path
    # A private import is a finding of its own, and fixed first.
    if owner is None or not use.public or use.repeated or owner.may_use(use.module):
        return
    # Declared, it would be forbidden all the same.
    if used in owner.cannot_depend_on:
        return
    yield Finding.of(
        use.path,
        CODE,
        f"`{owner.path}` uses `{used}` but does not declare it.",
        f"{owner.location} has depends_on={json.dumps(list(owner.depends_on))}.",
        # Declared, it would still point outward.
        "Remove this import: an entry in depends_on would not allow it."
        if project.points_outward(owner, use.module)
        else f'Add "{used}" to depends_on there, or remove this import.',
        used,
    ).at(use.site.position, use.site.end)
