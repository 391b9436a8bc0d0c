"""The project of a stack reference is computed."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project

CODE = "unprovable-stack-reference"
SEVERITY = "warning"


def check(project: Project) -> Iterator[Finding]:
    """Report stack references of a module that may lead to one which is not in its depends_on."""
    for use in project.stack_uses:
        if not use.ambiguous:
            continue
        yield Finding.of(
            use.path,
            CODE,
            f"This stack reference reads a computed project: `{use.reference.text}`.",
            f"Whether {use.owner.location} declares its module cannot be checked.",
            f'Write the project out, as in "organization/{use.modules[0].project}/...", '
            f"or explain why it is safe: `# pantstack: ignore[{CODE}] REASON`.",
            use.reference.text,
        ).at(use.reference.position, use.reference.end)
