"""A lockfile was made from other requirements than those that its resolve has now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pantstack.base.locations import Position, SourceLocation
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.locks.resolves import Resolve
from pantstack.boundaries.resolver.project import Project
from pantstack.text.counting import listed

CODE = "stale-lockfile"


def check(project: Project) -> Iterator[Finding]:
    """Report lockfiles that have to be made again, those of one module together."""
    groups: dict[str, list[Resolve]] = {}
    for resolve in project.locks:
        if resolve.missing or resolve.surplus:
            groups.setdefault(resolve.module or resolve.name, []).append(resolve)
    for name, resolves in groups.items():
        place = place_of(project, resolves[0])
        several = len(resolves) > 1
        yield Finding.of(
            place.path,
            CODE,
            f"The lockfile{'s' if several else ''} of {listed([f'`{each.name}`' for each in resolves])}"
            f" {'are' if several else 'is'} stale: {_difference(resolves)}.",
            "What Pants tests and packages is what lockfiles have.",
            f"Run `{command(resolves)}`.",
            name,
        ).at(Position(place.line, 1))


def place_of(project: Project, resolve: Resolve) -> SourceLocation:
    """Return the declaration that a resolve belongs to: its module's, else that of a requirement."""
    modules = (module for module in project.catalog.modules if module.name == resolve.module and resolve.module)
    first = (resolve.missing or resolve.required)[0]
    return next((module.location for module in modules), first.declared)


def command(resolves: Iterable[Resolve]) -> str:
    """Write the command that makes lockfiles again."""
    return f"./pants generate-lockfiles {' '.join(f'--resolve={each.name}' for each in resolves)}"


def _difference(resolves: Sequence[Resolve]) -> str:
    missing = {required.text: required.origin for resolve in resolves for required in resolve.missing}
    surplus = sorted({text for resolve in resolves for text in resolve.surplus})
    if missing:
        text, origin = min(missing.items())
        return f"made without `{text}`{_more(len(missing))}, which {origin} requires"
    return f"made with `{surplus[0]}`{_more(len(surplus))}, which nothing requires any more"


def _more(number: int) -> str:
    return f" and {number - 1} more" if number > 1 else ""
