"""A BUILD file depends on another module's internals."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.project import Project

CODE = "private-dependency"


def check(project: Project) -> Iterator[Finding]:
    """Report entries of a target's dependencies that name something of another module except its facade."""
    for use in project.build_uses:
        if use.site.kind != "dependency" or use.public:
            continue
        module, facade, entry = use.module, use.module.facade, use.site.module
        yield Finding.of(
            use.path,
            CODE,
            f"`{entry}` is internal to `{module.path}`.",
            f"{module.location} declares the module, and it has no facade."
            if facade is None
            else f"{facade.location} declares what is public there.",
            f"Declare a public_facade in {module.path}, or delete the entry."
            if facade is None
            else f'Write "{module.address}" instead, or delete the entry: Pants infers it from the import.',
            entry,
        ).at(use.site.position)
