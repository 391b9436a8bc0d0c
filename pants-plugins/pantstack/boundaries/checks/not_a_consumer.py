"""A facade is used by somebody whom its consumers leave out."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project

CODE = "not-a-consumer"


def check(project: Project) -> Iterator[Finding]:
    """Every use of a facade with consumers from outside of them."""
    for use in (*project.module_uses, *project.build_uses):
        facade, owner = use.module.facade, project.owner(use.path)
        if facade is None or not facade.consumers or not use.public or use.repeated:
            continue
        if owner is not None and owner.path in facade.consumers:
            continue
        who = f"`{owner.path}`" if owner is not None else "A file outside every module"
        yield Finding(
            use.path,
            use.site.position,
            CODE,
            f"{who} uses `{use.module.path}` and is not among its consumers.",
            f"{facade.place} lets in only {', '.join(facade.consumers)}.",
            f'Add "{owner.path}" to consumers there, or do without this import.'
            if owner is not None
            else "Move the file into one of these modules, or do without this import.",
            target=use.module.path,
            end=use.site.end,
        )
