"""A stack reference whose project is not written down."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project

CODE = "unprovable-stack-reference"
SEVERITY = "warning"


def check(project: Project) -> Iterator[Finding]:
    """Every stack reference of a module that may lead to a module which is not in its depends_on."""
    for use in project.stack_uses:
        if not use.ambiguous:
            continue
        yield Finding(
            use.path,
            use.reference.position,
            CODE,
            f"Which project this stack reference reads is not written down: `{use.reference.text}`.",
            f"Whether {use.owner.place} declares its module cannot be judged.",
            f'Write the project out, as in "organization/{use.modules[0].name}/...", '
            f"or say why it is safe: `# pantstack: ignore[{CODE}] REASON`.",
            target=use.reference.text,
            end=use.reference.end,
        )
