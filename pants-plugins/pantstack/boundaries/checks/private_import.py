"""An import reaches past a module's facade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Optional

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.resolver import base_of
from pantstack.declarations.model import Facade, Module

CODE = "private-import"
# A library may offer hundreds.
_SHOWN = 12


def check(project: Project) -> Iterator[Finding]:
    """Every import, and every attribute chain, that ends in another module's internals."""
    for use in project.module_uses:
        # Infrastructure has a check of its own.
        if not use.public and use.site.kind != "string" and project.infrastructure_owner(use.node.base) is None:
            yield finding(project, use, CODE)


def finding(project: Project, use: ModuleUse, code: str) -> Finding:
    """What to say of a use of another module's internals.

    Args:
        project: the facts.
        use: the use.
        code: of the check that found it.
    """
    dotted = project.resolver.dotted(use.node.base)
    way = f" It is handed on by {use.re_exported_by}." if use.re_exported_by else ""
    return Finding(
        use.path,
        use.site.position,
        code,
        f"`{dotted}` is internal to `{use.module.path}`.{way}",
        declaration(use),
        advice(project, use),
        target=f"{dotted}:{use.name}" if use.name not in (None, "*") else dotted,
        end=use.site.end,
    )


def declaration(use: ModuleUse) -> str:
    """Which declaration decides what is public."""
    module = use.module
    if module.facade is None:
        return f"{module.place} declares the module, and it has no facade."
    return f"{module.facade.place} declares what is public there."


def advice(project: Project, use: ModuleUse) -> str:
    """What to write instead; the public name where the facade offers the same thing."""
    module = use.module
    if module.facade is None:
        return f"Declare a public_facade in {module.path}, or do without this import."
    door = _same(project, module.facade, use)
    if door is not None:
        return f'Write: "{door}.{use.name}"' if use.site.kind == "string" else f"Write: from {door} import {use.name}"
    names = [name for name in project.public_api.names(module) if not _leaks(project, module, module.facade, name)]
    instead = f"Import from `{project.public_api.facade_name(module)}` instead" + (
        f": it offers {listed(names)}" if names else ""
    )
    if use.name in names:
        return f"{instead}; its `{use.name}` may be another one."
    return f"{instead}, or add `{use.name}` there." if _may_be_added(project, use) else f"{instead}."


def listed(names: Sequence[str]) -> str:
    """Names in a row, the first ones of many."""
    more = len(names) - _SHOWN
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:_SHOWN])} and {more} more"


def _same(project: Project, facade: Facade, use: ModuleUse) -> Optional[str]:
    """The dotted name of a facade's file that offers what a use takes, its package before the others."""
    wanted = None if use.name is None else project.resolver.resolve_name(use.node.base, use.name)
    if wanted is None or wanted.result.name is None:
        return None
    for path in sorted(facade.files, key=lambda each: (base_of(each) != facade.directory, each)):
        scan = project.scans.get(path)
        step = project.resolver.resolve_name(base_of(path), wanted.name)
        if scan is not None and step is not None and wanted.name in scan.public_names and step.result == wanted.result:
            return project.resolver.dotted(base_of(path))
    return None


def _may_be_added(project: Project, use: ModuleUse) -> bool:
    """Whether what a use takes can become public by its name: no module can."""
    if use.name in (None, "*"):
        return False
    step = project.resolver.resolve_name(use.node.base, str(use.name))
    return step is None or step.result.name is not None


def _leaks(project: Project, module: Module, facade: Facade, name: str) -> bool:
    """Whether a name of a facade is an internal module."""
    step = project.resolver.resolve_name(facade.directory, name)
    return (
        step is not None
        and step.result.name is None
        and project.owner(step.result.base) == module
        and project.public_api.visibility(module, step.result) == "private"
    )
