"""A name is taken from a facade that does not offer it."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.architecture.core.model import Finding
from pantstack.architecture.core.project import Project, Use

CODE = "unexported-name"


def check(project: Project) -> Iterator[Finding]:
    """Every name that is not in a facade's `__all__`, or has an underscore where there is none."""
    for use in project.uses:
        if use.public and use.name not in (None, "*") and not exported(project, use):
            dotted = project.resolver.dotted(use.node.base)
            names = project.offers(use.module)
            offer = f"{', '.join(names)}" if names else "nothing"
            facade = use.module.facade
            yield Finding(
                use.path,
                use.site.position,
                CODE,
                f"`{use.name}` is not a public name of `{dotted}`.",
                f"{facade.place if facade else use.module.place} declares the facade; it offers {offer}.",
                f"Use a name that it offers, or add `{use.name}` to its `__all__`.",
                target=f"{dotted}:{use.name}",
                end=use.site.end,
            )


def exported(project: Project, use: Use) -> bool:
    """Whether the file of a facade offers the name that a use takes from it.

    What cannot be known, such as an `__all__` that is computed, counts as offered unless the name is marked as private.
    """
    name = str(use.name)
    if name.startswith("__") and name.endswith("__"):
        return True
    declared = [scan.declared for scan in project.resolver.scans(use.node) if scan.declared is not None]
    if declared:
        return any(name in each for each in declared)
    return not name.startswith("_")
