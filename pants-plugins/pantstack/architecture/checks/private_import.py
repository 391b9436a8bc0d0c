"""An import reaches past a module's facade."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.architecture.core.model import Finding
from pantstack.architecture.core.project import Project, Use

CODE = "private-import"


def check(project: Project) -> Iterator[Finding]:
    """Every import of another module's internals."""
    for use in project.uses():
        if not use.reached.public:
            yield Finding(
                use.path,
                use.site.position,
                CODE,
                f"`{use.reached.dotted}` is internal to `{use.reached.module.path}`.",
                _declaration(use),
                _advice(project, use),
            )


def _declaration(use: Use) -> str:
    module = use.reached.module
    if module.facade is None:
        return f"{module.place} declares the module, and it has no facade."
    return f"{module.facade.place} declares what is public there."


def _advice(project: Project, use: Use) -> str:
    module = use.reached.module
    if module.facade is None:
        return f"Declare a public_facade in {module.path}, or do without this import."
    door, names = project.door(module), project.offers(module)
    if use.reached.name in names:
        return f"Write: from {door} import {use.reached.name}"
    if use.reached.name == "*" or use.reached.name is None or not names:
        return f"Import from `{door}` instead" + (f": it offers {', '.join(names)}." if names else ".")
    return f"Import from `{door}` instead: it offers {', '.join(names)}, or add `{use.reached.name}` there."
