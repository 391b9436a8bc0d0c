"""A target is not in the resolves of a module that needs it."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project

CODE = "missing-consumer-resolves"


def check(project: Project) -> Iterator[Finding]:
    """Report modules that a target's `consumer_resolves()` should list."""
    for each in project.declared_consumers.lists():
        for need in each.missing:
            yield Finding.of(
                each.target.path,
                CODE,
                f"`{need.module}` needs this target in its resolves.",
                f"{need.path}:{need.line} imports it"
                + ("." if project.owner_path(need.path) == need.module else f", and `{need.module}` uses that."),
                f'Add "{need.module}" to consumer_resolves here, or run `./pants modules --sync`.',
                need.module,
            ).at(each.target.position)
