"""An import reaches past a module's facade."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.architecture.core.model import Finding
from pantstack.architecture.core.project import Project, Use

CODE = "private-import"


def check(project: Project) -> Iterator[Finding]:
    """Every import, and every attribute chain, that ends in another module's internals."""
    for use in project.uses:
        if not use.public and use.site.kind != "string":
            yield finding(project, use, CODE)


def finding(project: Project, use: Use, code: str) -> Finding:
    """What to say of a use of another module's internals.

    Args:
        project: the facts.
        use: the use.
        code: of the check that found it.
    """
    dotted = project.resolver.dotted(use.node.base)
    way = f" It is handed on by {use.through}." if use.through else ""
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


def declaration(use: Use) -> str:
    """Which declaration decides what is public."""
    module = use.module
    if module.facade is None:
        return f"{module.place} declares the module, and it has no facade."
    return f"{module.facade.place} declares what is public there."


def advice(project: Project, use: Use) -> str:
    """What to write instead; the public name where the facade offers it."""
    module = use.module
    if module.facade is None:
        return f"Declare a public_facade in {module.path}, or do without this import."
    door, names = project.door(module), project.offers(module)
    if use.name in names:
        return f"Write: from {door} import {use.name}"
    if use.name == "*" or use.name is None or not names:
        return f"Import from `{door}` instead" + (f": it offers {', '.join(names)}." if names else ".")
    return f"Import from `{door}` instead: it offers {', '.join(names)}, or add `{use.name}` there."
