"""A target is in the resolves of a module that does not need it."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project
from pantstack.declarations.model import name_of

CODE = "unused-consumer-resolves"
SEVERITY = "warning"


def check(project: Project) -> Iterator[Finding]:
    """Report modules that a target's `consumer_resolves()` lists for nothing."""
    for each in project.declared_consumers.lists():
        for path in each.unneeded:
            known = name_of(path) in project.resolves.isolated
            yield Finding.of(
                each.target.path,
                CODE,
                f"`{path}` is listed but does not need this target."
                if known
                else f"`{path}` is listed but has no resolves of its own.",
                "Nothing in its resolves imports this target."
                if known
                else f"[python.resolves] of pants.toml has none of `{name_of(path)}`.",
                f'Delete "{path}" here, or run `./pants modules --sync`.',
                path,
            ).at(each.target.position)
