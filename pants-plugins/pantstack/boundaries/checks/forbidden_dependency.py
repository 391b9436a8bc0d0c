"""A module uses another one that its declaration forbids."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.project import Project
from pantstack.declarations.model import Module

CODE = "forbidden-dependency"


def check(project: Project) -> Iterator[Finding]:
    """Report uses of modules, and references to their stacks, that the using module's cannot_depend_on lists."""
    for use in (*project.judged_uses, *project.build_uses):
        yield from judge(project, use)
    for read in project.stack_uses:
        if read.certain and read.modules[0].path in read.owner.cannot_depend_on:
            yield _finding(read.owner, read.modules[0], read.path).at(read.reference.position, read.reference.end)


def judge(project: Project, use: ModuleUse) -> Iterator[Finding]:
    """Report one use of a module that the using module's cannot_depend_on lists."""
    owner = project.owner(use.path)
    if owner is not None and not use.repeated and use.module.path in owner.cannot_depend_on:
        yield _finding(owner, use.module, use.path).at(use.site.position, use.site.end)


def _finding(module: Module, used: Module, path: str) -> Finding:
    return Finding.of(
        path,
        CODE,
        f"`{module.path}` uses `{used.path}`, which it must never use.",
        f"{module.location} has cannot_depend_on={json.dumps(list(module.cannot_depend_on))}.",
        "Remove this use, or move what it needs to a module that may be used.",
        used.path,
    )
