"""Runs the checks."""

from __future__ import annotations

from collections.abc import Iterable

from pantstack.architecture.core.model import Report
from pantstack.architecture.core.project import Check, Project


def check(project: Project, checks: Iterable[Check]) -> Report:
    """Judge a project.

    Returns:
        All findings, sorted by place, and what was judged.
    """
    owners = [project.catalogue.owner(path) for path in project.scans]
    return Report(
        tuple(sorted(finding for each in checks for finding in each(project))),
        modules=len({owner.path for owner in owners if owner is not None}),
        files=len(project.scans),
        imports=sum(len(scan.imports) for scan in project.scans.values()),
        unowned=sum(owner is None for owner in owners),
    )
