"""The imports of an outline as the scanner would report them, except for their places."""

from __future__ import annotations

from pantstack.base.locations import Position
from pantstack.boundaries.scanner.model import ImportSite

NOWHERE = Position(1, 1)


def import_items(statement: str) -> tuple[ImportSite, ...]:
    """Read an import statement of an outline, name by name."""
    if statement.startswith("import "):
        return tuple(map(_module, statement[len("import ") :].split(", ")))
    module, _, names = statement[len("from ") :].partition(" import ")
    path = module.lstrip(".")
    level = len(module) - len(path)
    return tuple(_name(path, level, item) for item in names.split(", "))


def first_segment(statement: str) -> str:
    """Return the first name that a statement with one module names; empty for a relative import."""
    rest = statement.partition(" ")[2]
    return rest.partition(" ")[0].partition(".")[0].rstrip(",")


def _module(item: str) -> ImportSite:
    module, aliased, alias = item.partition(" as ")
    return ImportSite(NOWHERE, module, bound=alias if aliased else module.partition(".")[0])


def _name(path: str, level: int, item: str) -> ImportSite:
    name, _, alias = item.partition(" as ")
    return ImportSite(NOWHERE, path, level, name, bound=None if name == "*" else alias or name)
