"""A name is taken from a facade that does not export it."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.checks.advice import format_names
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.project import Project
from pantstack.declarations.generated_code import PROTOBUF, UNKNOWN

CODE = "unexported-name"


def check(project: Project) -> Iterator[Finding]:
    """Report names that are not in a facade's `__all__`, or have an underscore where there is none."""
    for use in project.judged_uses:
        yield from judge(project, use)


def judge(project: Project, use: ModuleUse) -> Iterator[Finding]:
    """Report one name that is not in a facade's `__all__`, or has an underscore where there is none."""
    facade = use.module.facade
    if facade is None or facade.everything or not use.public or use.name in (None, "*"):
        return
    if not (_is_exported(project, use) or _is_made(project, use)):
        dotted = project.resolver.dotted(use.node.base)
        offered = map(project.public_api.offered, project.resolver.scans(use.node))
        names = sorted(frozenset[str]().union(*offered))
        otherwise = f"add `{use.name}` to its `__all__`" if _lists(project, use) else "remove the underscore there"
        yield Finding.of(
            use.path,
            CODE,
            f"`{use.name}` is not a public name of `{dotted}`.",
            f"{facade.location} declares the facade; this file of it exports {format_names(names) or 'nothing'}.",
            f"Use a name that it exports, or {otherwise}.",
            f"{dotted}:{use.name}",
        ).at(use.site.position, use.site.end)


def _is_exported(project: Project, use: ModuleUse) -> bool:
    """Return whether the file of a facade exports the name that a use takes from it.

    What cannot be known, such as a computed `__all__` or what a `__getattr__` of the file returns, counts as exported
    unless the name has an underscore.
    """
    name = str(use.name)
    if name.startswith("__") and name.endswith("__"):
        return True
    lists = _lists(project, use)
    if not lists or _is_computed(project, use.node.base, name):
        return not name.startswith("_")
    return any(name in names for names in lists)


def _is_computed(project: Project, base: str, name: str) -> bool:
    """Return whether a file has no such name itself and computes what it gives instead."""
    bound = project.resolver.names.places(base)
    lazy = {each.when for _, each in bound.get(name, ())} == {"lazily"}
    return "__getattr__" in bound and (lazy or project.resolver.resolve_name(base, name) is None)


def _is_made(project: Project, use: ModuleUse) -> bool:
    """Return whether a name is that of a file which no file of the repository has: it is made when it is built."""
    name, facade = str(use.name), use.module.facade
    if project.resolver.resolve_name(use.node.base, name) is not None:
        return False
    if facade is not None and f"{use.node.base}/{UNKNOWN}" in facade.generated:
        return True
    # Nothing but a file can go on in the path of an import.
    return name.endswith(PROTOBUF) or (use.site.kind == "import" and name in use.site.module.split("."))


def _lists(project: Project, use: ModuleUse) -> list[tuple[str, ...]]:
    return [scan.dunder_all for scan in project.resolver.scans(use.node) if scan.dunder_all is not None]
