"""Who uses a name of a facade, as far as imports tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pantstack.boundaries.facades.model import top_name
from pantstack.boundaries.resolver.project import Project
from pantstack.declarations.model import Module

_MOST = 3
NOBODY = "Nobody else in this repository uses it."


@dataclass(frozen=True, order=True)
class Consumer:
    """A file that uses a name, and where.

    Attributes:
        user: the path of the module that it belongs to; of the file where it belongs to none.
    """

    user: str
    path: str
    line: int


def consumers(project: Project, module: Module, name: str) -> tuple[Consumer, ...]:
    """Return who uses a name of the facade of a module, or the class that it is a member of, outside of the module."""
    return tuple(sorted(set(_uses(project, module, top_name(name)))))


def format_consumers(found: tuple[Consumer, ...]) -> str:
    """Say in one sentence who uses a name, with the first places of each."""
    if not found:
        return NOBODY
    users: dict[str, list[str]] = {}
    for each in found:
        users.setdefault(each.user, []).append(f"{each.path}:{each.line}")
    parts = []
    for user, places in users.items():
        more = f" and {len(places) - _MOST} more" if len(places) > _MOST else ""
        parts.append(f"`{user}` ({', '.join(places[:_MOST])}{more})")
    return f"It is used by {', '.join(parts)}."


def _uses(project: Project, module: Module, name: str) -> Iterator[Consumer]:
    for use in project.module_uses:
        if use.module == module and use.name == name:
            yield Consumer(project.owner_path(use.path) or use.path, use.path, use.site.position.line)
