"""What to write instead of a private import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.offered_names import for_type_checkers
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.boundaries.scanner.strings.readers import patches
from pantstack.declarations.model import Facade, Module

# A library may export hundreds.
_MOST_NAMES = 12
# It changes what it is given, which is the same thing everywhere.
_IN_PLACE = "patch.dict"


def format_names(names: Sequence[str]) -> str:
    """List names, the first ones of many."""
    more = len(names) - _MOST_NAMES
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:_MOST_NAMES])} and {more} more"


def advise(project: Project, use: ModuleUse) -> str:
    """Return what to write instead of a use of internals; the public name where the facade exports the same thing."""
    module = use.module
    if module.facade is None:
        return f"Declare a public_facade in {module.path}, or remove this import."
    inside = _inside(project, use)
    if use.site.kind == "string" and patches(use.site.call) and not inside and not use.site.call.endswith(_IN_PLACE):
        return _patch(project, use)
    exporter = _exporter(project, module.facade, use)
    if exporter is not None:
        name = ".".join((exporter, str(use.name), *inside))
        return f'Write: "{name}"' if use.site.kind == "string" else f"Write: from {exporter} import {use.name}"
    names = [name for name in project.public_api.names(module) if not _leaks(project, module, module.facade, name)]
    exports = f" (it exports {format_names(names)})" if names else ""
    instead = f"Import from `{project.public_api.facade_name(module)}` instead{exports}"
    if use.name in names:
        return f"{instead}; its `{use.name}` may be a different one."
    if _is_for_type_checkers(project, module.facade, str(use.name)):
        return f"{instead}; its `{use.name}` is there for type checkers only."
    return f"{instead}, or add `{use.name}` there." if _can_be_public(project, use) else f"{instead}."


def _inside(project: Project, use: ModuleUse) -> Sequence[str]:
    """The attributes that a string names inside of the name that it takes."""
    beginning = f"{project.resolver.dotted(use.node.base)}.{use.name}."
    return use.site.module[len(beginning) :].split(".") if use.site.module.startswith(beginning) else ()


def _patch(project: Project, use: ModuleUse) -> str:
    """Where to patch instead: a name is replaced where it is looked up, so in code of one's own."""
    taken = None if use.name is None else project.resolver.resolve_name(use.node.base, use.name)
    own = project.used_names.get((project.owner_path(use.path) or "", use.module.path), {})
    name = next(iter(own.values()), "") if taken is None else own.get(taken.result, next(iter(own.values()), ""))
    such = f'such as "{name}"' if name else f"where it uses `{project.public_api.facade_name(use.module)}`"
    return f"Patch the name where your own code looks it up, {such}: a patch replaces no other."


def _exporter(project: Project, facade: Facade, use: ModuleUse) -> Optional[str]:
    """The dotted name of a facade's file that certainly exports what a use takes, its package before the others."""
    taken = None if use.name is None else project.resolver.resolve_name(use.node.base, use.name)
    if taken is None or taken.result.name is None or not taken.certain or taken.result in project.assigned_nodes:
        return None
    for path in project.public_api.files(facade):
        scan = project.scans.get(path)
        step = project.resolver.resolve_name(base_of(path), taken.name)
        if scan is None or step is None or not step.certain:
            continue
        if taken.name in project.public_api.offered(scan) and step.result == taken.result:
            return project.resolver.dotted(base_of(path))
    return None


def _is_for_type_checkers(project: Project, facade: Facade, name: str) -> bool:
    scans = [project.scans[path] for path in facade.files if path in project.scans]
    return any(name in scan.public_names and name in for_type_checkers(scan) for scan in scans)


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
