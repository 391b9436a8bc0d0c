"""Find the private imports that can become imports of the facade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Optional, Union

from pantstack.base.locations import Position
from pantstack.boundaries.checks import private_import
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.fixing.rewrite_imports import CHAIN, MODULE, STAR, Replacement
from pantstack.boundaries.fixing.run_time import RunTime
from pantstack.boundaries.policy.evaluation import EvaluatedFindings
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.resolution import Resolution
from pantstack.boundaries.scanner.model import FileScan, ImportSite
from pantstack.text.escaping import escape

_MOST_LINES = 50


class FacadeName(NamedTuple):
    """The public name of what an import takes.

    Attributes:
        facade: the dotted name of the facade.
    """

    facade: str
    name: str


ImportKey = tuple[str, str, int, Optional[str]]


class Decision(NamedTuple):
    """What becomes of private imports.

    Attributes:
        known: by path, module, level and name of the import, what it becomes: its position does not matter, since
            another fixer may move it.
        left: where an import stays as it is, and why, a clause.
    """

    known: Mapping[ImportKey, FacadeName]
    left: tuple[tuple[str, Position, str], ...]

    @property
    def paths(self) -> frozenset[str]:
        """The files with a private import."""
        return frozenset({*(key[0] for key in self.known), *(place[0] for place in self.left)})


def fixable(evaluated: EvaluatedFindings, *, fix_baseline: bool = False) -> Iterator[Finding]:
    """Yield the findings to fix: what a comment hides stays, and what the baseline does, unless that is wanted too."""
    # An entry of the baseline would be stale after its import.
    left = frozenset() if fix_baseline else frozenset(evaluated.hidden)
    return (finding for finding in evaluated.tolerable if finding not in left)


def decide(project: Project, findings: Iterable[Finding]) -> Decision:
    """Find the private imports whose target the facade offers under exactly one name, and why others stay.

    Args:
        findings: those to fix: what a comment or the baseline hides stays as it is.
    """
    positions = {(finding.path, finding.position) for finding in findings if finding.code == private_import.CODE}
    known: dict[ImportKey, FacadeName] = {}
    run_time = RunTime(project)
    left: list[tuple[str, Position, str]] = []
    for use in (use for path in sorted({path for path, _ in positions}) for use in project.uses_of(path)):
        if use.site.kind != "string" and (use.path, use.site.position) in positions:
            name = _facade_name(project, run_time, use)
            if isinstance(name, FacadeName):
                known[_key(use.path, use.site)] = name
            else:
                left.append((use.path, use.site.position, name))
    return Decision(known, tuple(left))


def replacements(scan: FileScan, known: Mapping[ImportKey, FacadeName]) -> tuple[Replacement, ...]:
    """List what to rewrite in a file, as it is now."""
    return tuple(
        Replacement(site.position, *known[_key(scan.path, site)])
        for site in scan.imports
        if site.kind == "import" and _key(scan.path, site) in known
        if not any(comment.covers(private_import.CODE, site.position) for comment in scan.suppressions)
    )


def left_alone(left: Iterable[tuple[str, Position, str]]) -> str:
    """Say where imports stay as they are, and why; the first ones of many."""
    lines = [
        f"{escape(path)}:{position.line}:{position.column} left as it is: {escape(reason)}."
        for path, position, reason in sorted(left)
    ]
    more = len(lines) - _MOST_LINES
    return "\n".join([*lines[:_MOST_LINES], *([f"and {more} more"] if more > 0 else [])])


def _key(path: str, site: ImportSite) -> ImportKey:
    return path, site.module, site.level, site.name


def _facade_name(project: Project, run_time: RunTime, use: ModuleUse) -> Union[FacadeName, str]:
    """Return what an import becomes, or why it stays."""
    if use.module.facade is None:
        return f"{use.module.path} has no facade"
    resolution = project.resolver.resolve(use.path, use.site)
    why = _obstacle(use, resolution)
    if resolution is not None:
        why = why or _difference(project, use, resolution)
    if why or resolution is None:
        return why
    offers = project.public_api.offers(use.module.facade, resolution.end)
    names = [FacadeName(project.resolver.dotted(offer.base), str(offer.name)) for offer in offers]
    if len(offers) > 1:
        return f"the facade offers it as {' and '.join(f'`{name.facade}.{name.name}`' for name in names)}"
    for offer, name in zip(offers, names):
        return run_time.objection(use, offer) or name
    return f"the facade of {use.module.path} does not certainly offer it"


def _obstacle(use: ModuleUse, resolution: Optional[Resolution]) -> str:
    """Return what about an import itself keeps it from being rewritten; empty if nothing does."""
    if use.site.kind == "attribute":
        return CHAIN
    if use.site.name == "*":
        return STAR
    if use.name is None or resolution is None or (resolution.end.name is None and resolution.certain):
        return MODULE
    return "" if resolution.certain else "what it takes is not there, or may be one of several things"


def _difference(project: Project, use: ModuleUse, resolution: Resolution) -> str:
    """Return why what an import takes may be another thing than what its file binds; empty if it is not."""
    if not use.site.level and project.resolver.dotted(resolution.start.base) != use.site.module:
        return "it is imported from another source root than the facade, so it is another object"
    return "a file assigns something else to it" if project.replaced.is_assigned(resolution.end) else ""
