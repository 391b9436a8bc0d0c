"""A string names another module's internals, and something imports it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pantstack.architecture.checks import private_import
from pantstack.architecture.core.model import Finding
from pantstack.architecture.core.project import Project

CODE = "dynamic-private-import"


def check(project: Project) -> Iterator[Finding]:
    """Every string that `import_module`, `mock.patch` and the like read, and every entry point of a BUILD file."""
    for use in project.uses:
        # Infrastructure has a check of its own.
        if not use.public and use.site.kind == "string" and project.infrastructure(use.node.base) is None:
            found = private_import.finding(project, use, CODE)
            yield replace(found, fact=f"{found.fact} `{use.site.call}` imports it.")
    for reference in project.references:
        if reference.kind == "entry point":
            named = project.use_of(reference)
            if named is not None and not named.public:
                found = private_import.finding(project, named, CODE)
                yield replace(found, fact=f"{found.fact} An entry point names it.")
