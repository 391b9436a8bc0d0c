"""Verifies that what a file names leads to the same as before, once a module has another name."""

from __future__ import annotations

from collections import Counter
from typing import Optional

from pantstack.base.locations import Position
from pantstack.boundaries.scanner.model import FileScan, ImportSite
from pantstack.relocate.rename.python.import_edits import folder_of
from pantstack.relocate.rename.renaming import Parts, Renaming


def reached(path: str, site: ImportSite, renaming: Renaming) -> tuple[object, ...]:
    """Return what a name of a file leads to, in the words of before, so that the same has to come out afterwards."""
    if not site.level:
        return _known(site, tuple(filter(None, site.dotted.split("."))))
    folder = folder_of(path, site.level)
    base = "/".join(filter(None, (folder or "", *site.dotted.split("."))))
    return _known(site, tuple(renaming.dotted(base).split(".")) if folder is not None else (site.dotted,))


def _known(site: ImportSite, names: Parts) -> tuple[object, ...]:
    return (names, site.kind, site.is_star, site.call, site.partial, site.type_checking, site.assigned, site.app)


def expected(path: str, site: ImportSite, renaming: Renaming) -> tuple[object, ...]:
    """Return what a name of a file has to lead to afterwards."""
    names, *rest = reached(path, site, renaming)
    return (renaming.renamed(names) or names, *rest)  # type: ignore[arg-type]  # names come first


def is_about(path: str, site: ImportSite, renaming: Renaming) -> bool:
    """Return whether a name of a file leads into the module."""
    return expected(path, site, renaming) != reached(path, site, renaming)


def first_lost(path: str, before: FileScan, after: FileScan, renaming: Renaming) -> Optional[Position]:
    """Find a name that does not lead where it did; None where all of them do."""
    left = Counter(reached(renaming.moved(path), site, renaming) for site in after.imports)
    wanted = Counter(expected(path, site, renaming) for site in before.imports)
    lost = [site.position for site in before.imports if wanted[(key := expected(path, site, renaming))] > left[key]]
    return next(iter(lost), None if left == wanted else Position(1, 1))
