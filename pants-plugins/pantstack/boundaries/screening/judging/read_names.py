"""The chains of attributes that start with names of modules, as far as the text of a file shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Optional

from pantstack.boundaries.scanner.attribute_chains import Target, reach
from pantstack.boundaries.scanner.model import ImportSite
from pantstack.boundaries.scanner.outline.outline import Outline
from pantstack.boundaries.scanner.top_level.ingredients import ADDITIONS
from pantstack.boundaries.screening.judging.statements import NOWHERE
from pantstack.boundaries.screening.judging.verdict import BoundModule


def chain_sites(
    chains: Collection[str], modules: Collection[BoundModule], roots: frozenset[str]
) -> Iterator[Optional[ImportSite]]:
    """Yield what chains of attributes reach beyond the imports that bind their first names.

    What belongs to the file's own module is left out. None stands for a name that is read as it is: what a variable or
    an argument stands for from there on, only a closer look shows.
    """
    by_name: dict[str, list[BoundModule]] = {}
    for module in dict.fromkeys(modules):
        by_name.setdefault(module.name, []).append(module)
    for chain in chains:
        first, _, attributes = chain.partition(".")
        bound = by_name.get(first, [])
        if bound and not attributes:
            if not all(module.own and module.target == module.imported for module in bound):
                yield None
        elif bound:
            yield from _sites(attributes, bound, roots)


def gives_something(outline: Outline, facades: Collection[str]) -> bool:
    """Return whether a file may put something into what some names stand for."""
    for chain in outline.chains:
        first, _, attributes = chain.partition(".")
        if first in facades and (not attributes or attributes in ADDITIONS or attributes in outline.assigned):
            return True
    return False


def _sites(attributes: str, bound: Collection[BoundModule], roots: frozenset[str]) -> Iterator[Optional[ImportSite]]:
    imported: dict[tuple[int, str], set[str]] = {}
    for module in bound:
        imported.setdefault((module.level, module.target), set()).add(module.imported)
    own = [module.imported for module in bound if module.own]
    for (level, target), names in imported.items():
        dotted = f"{target}.{attributes}"
        if any(dotted == name or dotted.startswith(f"{name}.") for name in own):
            continue
        reached = reach([Target(level, dotted, frozenset(names))], roots)
        for _, beyond, base in reached:
            yield ImportSite(NOWHERE, beyond, level, kind="attribute", base=base)
        if not reached and any(name.startswith(f"{dotted}.") for name in names):
            # A package alone, such as `a` of `a.b`, may be given to anything.
            yield None
