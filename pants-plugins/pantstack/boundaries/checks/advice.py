"""What to write instead of a private import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.offered_names import for_type_checkers
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.resolution import Node
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
    offer = _offer(project, module.facade, use)
    patched = offer is not None and use.site.kind != "string" and project.replaced.is_patched(use, offer)
    if offer is not None and not patched:
        facade, name = project.resolver.dotted(offer.base), str(offer.name)
        named = name if name == use.name else f"{name} as {use.name}"
        dotted = ".".join((facade, name, *inside))
        return f'Write: "{dotted}"' if use.site.kind == "string" else f"Write: from {facade} import {named}"
    return _instead(project, use, module, module.facade, patched=patched)


def _instead(project: Project, use: ModuleUse, module: Module, facade: Facade, *, patched: bool) -> str:
    """What to import from where no name can be written, and what to look at there."""
    names = [name for name in project.public_api.names(module) if not _leaks(project, module, facade, name)]
    exports = f" (it exports {format_names(names)})" if names else ""
    instead = f"Import from `{project.public_api.facade_name(module)}` instead{exports}"
    if patched:
        return f"{instead}, and patch `{use.name}` in tests where this code looks it up then."
    if use.name in names:
        return f"{instead}; its `{use.name}` may be a different one."
    if _is_for_type_checkers(project, facade, str(use.name)):
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


def _offer(project: Project, facade: Facade, use: ModuleUse) -> Optional[Node]:
    """The name under which a facade certainly offers what a use takes, the same one before others."""
    taken = None if use.name is None else project.resolver.resolve_name(use.node.base, use.name)
    if taken is None or taken.result.name is None or not taken.certain or project.replaced.is_assigned(taken.result):
        return None
    offers = project.public_api.offers(facade, taken.result)
    return min(offers, key=lambda offer: offer.name != taken.name, default=None)


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
