"""An import reaches past a module's facade."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.checks.advice import advise
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.project import Project

CODE = "private-import"


def check(project: Project) -> Iterator[Finding]:
    """Report imports and attribute chains that end in another module's internals."""
    for use in project.judged_uses:
        # Infrastructure has a check of its own.
        if not use.public and use.site.kind != "string" and project.infrastructure_owner(use.node.base) is None:
            yield create_finding(project, use, CODE)


def create_finding(project: Project, use: ModuleUse, code: str) -> Finding:
    """Describe a use of another module's internals that the check of a code found."""
    dotted = project.resolver.dotted(use.node.base)
    detour = f" {use.re_exported_by} re-exports it." if use.re_exported_by else ""
    facade = use.module.facade
    return Finding.of(
        use.path,
        code,
        f"`{dotted}` is internal to `{use.module.path}`.{detour}",
        f"{use.module.location} declares the module, and it has no facade."
        if facade is None
        else f"{facade.location} declares what is public there.",
        advise(project, use),
        f"{dotted}:{use.name}" if use.name not in (None, "*") else dotted,
    ).at(use.site.position, use.site.end)
