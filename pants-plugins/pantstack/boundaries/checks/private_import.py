"""An import reaches past a module's facade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Optional

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.declarations.model import Facade, Module

CODE = "private-import"
# A library may export hundreds.
_MOST_NAMES = 12


def check(project: Project) -> Iterator[Finding]:
    """Report imports and attribute chains that end in another module's internals."""
    for use in project.module_uses:
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
        _help(project, use),
        f"{dotted}:{use.name}" if use.name not in (None, "*") else dotted,
    ).at(use.site.position, use.site.end)


def format_names(names: Sequence[str]) -> str:
    """List names, the first ones of many."""
    more = len(names) - _MOST_NAMES
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:_MOST_NAMES])} and {more} more"


def _help(project: Project, use: ModuleUse) -> str:
    """What to write instead; the public name where the facade exports the same thing."""
    module = use.module
    if module.facade is None:
        return f"Declare a public_facade in {module.path}, or remove this import."
    exporter = _exporter(project, module.facade, use)
    if exporter is not None:
        name = f"{exporter}.{use.name}"
        return f'Write: "{name}"' if use.site.kind == "string" else f"Write: from {exporter} import {use.name}"
    names = [name for name in project.public_api.names(module) if not _leaks(project, module, module.facade, name)]
    exports = f" (it exports {format_names(names)})" if names else ""
    instead = f"Import from `{project.public_api.facade_name(module)}` instead{exports}"
    if use.name in names:
        return f"{instead}; its `{use.name}` may be a different one."
    return f"{instead}, or add `{use.name}` there." if _can_be_public(project, use) else f"{instead}."


def _exporter(project: Project, facade: Facade, use: ModuleUse) -> Optional[str]:
    """The dotted name of a facade's file that certainly exports what a use takes, its package before the others."""
    taken = None if use.name is None else project.resolver.resolve_name(use.node.base, use.name)
    if taken is None or taken.result.name is None or not taken.certain:
        return None
    for path in sorted(facade.files, key=lambda file: (base_of(file) != facade.directory, file)):
        scan = project.scans.get(path)
        step = project.resolver.resolve_name(base_of(path), taken.name)
        if scan is None or step is None or not step.certain:
            continue
        if taken.name in scan.public_names and step.result == taken.result:
            return project.resolver.dotted(base_of(path))
    return None


def _can_be_public(project: Project, use: ModuleUse) -> bool:
    """Return whether what a use takes can become public by its name: no module can."""
    if use.name in (None, "*"):
        return False
    step = project.resolver.resolve_name(use.node.base, str(use.name))
    return step is None or step.result.name is not None


def _leaks(project: Project, module: Module, facade: Facade, name: str) -> bool:
    """Return whether a name of a facade is an internal module, or may be one."""
    return any(
        step.result.name is None
        and project.owner(step.result.base) == module
        and project.public_api.visibility(module, step.result) == "private"
        for step in project.resolver.steps(facade.directory, name)
    )
