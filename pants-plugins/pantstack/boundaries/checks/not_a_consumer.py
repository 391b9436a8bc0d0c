"""A facade is used from outside of its consumers."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.project import Project

CODE = "not-a-consumer"


def check(project: Project) -> Iterator[Finding]:
    """Report uses of a facade with consumers from outside of them."""
    for use in (*project.judged_uses, *project.build_uses):
        yield from judge(project, use)


def judge(project: Project, use: ModuleUse) -> Iterator[Finding]:
    """Report one use of a facade with consumers from outside of them."""
    facade, owner = use.module.facade, project.owner(use.path)
    if facade is None or not facade.consumers or not use.public or use.repeated:
        return
    if owner is not None and owner.path in facade.consumers:
        return
    user = f"`{owner.path}`" if owner is not None else "A file outside every module"
    yield Finding.of(
        use.path,
        CODE,
        f"{user} uses `{use.module.path}` and is not among its consumers.",
        f"{facade.location} allows only {', '.join(facade.consumers)}.",
        f'Add "{owner.path}" to consumers there, or remove this import.'
        if owner is not None
        else "Move the file into one of these modules, or remove this import.",
        use.module.path,
    ).at(use.site.position, use.site.end)
