"""The import statements of outlines, name by name."""

from __future__ import annotations

from typing import NamedTuple, Optional

from pantstack.base.locations import Position
from pantstack.boundaries.scanner.model import ImportSite

NOWHERE = Position(1, 1)


class ImportItem(NamedTuple):
    """One name that a statement imports.

    Attributes:
        name: what is taken from the module; None for `import a.b`.
        bound: the name that it binds; empty for a star import.
        whole: whether that stands for all that is imported, as for everything but `import a.b`, which binds `a`.
    """

    level: int
    module: str
    name: Optional[str]
    bound: str
    whole: bool = True

    def site(self) -> ImportSite:
        """Return it as the scanner would, except for its place."""
        return ImportSite(NOWHERE, self.module, self.level, self.name, bound=self.bound or None)


def read_statement(statement: str) -> list[ImportItem]:
    """Read a statement of an outline; all names of a `from` statement have one module and level."""
    if statement.startswith("import "):
        return [_module(item) for item in statement[len("import ") :].split(", ")]
    dotted, _, names = statement[len("from ") :].partition(" import ")
    module = dotted.lstrip(".")
    level = len(dotted) - len(module)
    if " as " not in names:
        return [ImportItem(level, module, name, "" if name == "*" else name) for name in names.split(", ")]
    items = (item.partition(" as ") for item in names.split(", "))
    return [ImportItem(level, module, name, alias or name) for name, _, alias in items]


def leads_elsewhere(statement: str, roots: frozenset[str]) -> bool:
    """Return whether a statement imports nothing that the repository may have.

    Args:
        roots: the first segments of the dotted names of the repository's own files.
    """
    kind, _, rest = statement.partition(" ")
    if kind == "from":
        return rest[0] != "." and rest.partition(" ")[0].partition(".")[0] not in roots
    return all(item.partition(" ")[0].partition(".")[0] not in roots for item in rest.split(", "))


def _module(item: str) -> ImportItem:
    module, aliased, alias = item.partition(" as ")
    first, more, _ = module.partition(".")
    return ImportItem(0, module, None, alias if aliased else first, bool(aliased) or not more)
