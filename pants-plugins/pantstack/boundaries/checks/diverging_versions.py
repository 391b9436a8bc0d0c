"""The resolves of a module have different versions of what they share."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from operator import itemgetter

from pantstack.base.locations import Position
from pantstack.boundaries.checks.stale_lockfile import command, place_of
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.locks.resolves import Resolve
from pantstack.boundaries.resolver.project import Project

CODE = "diverging-versions"


def check(project: Project) -> Iterator[Finding]:
    """Report modules of which two resolves lock other versions of a project."""
    modules: dict[str, list[Resolve]] = {}
    for resolve in project.locks:
        if resolve.module:
            modules.setdefault(resolve.module, []).append(resolve)
    for module, resolves in modules.items():
        pairs = reversed(list(combinations(resolves, 2)))
        differing = {name: pair for pair in pairs for name in _differing(*pair)}
        if differing:
            name, (one, other) = min(differing.items(), key=itemgetter(0))
            place = place_of(project, one)
            yield Finding.of(
                place.path,
                CODE,
                f"`{one.name}` and `{other.name}` have different versions of `{name}`{_more(len(differing))}.",
                f"{one.path} has {_versions(one, name)}, {other.path} has {_versions(other, name)}.",
                f"Run `{command(resolves)}`; if they differ still, require one version in both.",
                module,
            ).at(Position(place.line, 1))


def _differing(one: Resolve, other: Resolve) -> list[str]:
    mine, yours = one.lockfile.versions, other.lockfile.versions
    return [name for name in mine.keys() & yours.keys() if not mine[name] & yours[name]]


def _more(number: int) -> str:
    return f" and of {number - 1} more" if number > 1 else ""


def _versions(resolve: Resolve, name: str) -> str:
    return " and ".join(sorted(resolve.lockfile.versions[name]))
