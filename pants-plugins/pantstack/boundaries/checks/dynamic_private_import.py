"""A string that something imports names another module's internals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pantstack.boundaries.checks import private_import
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.project import Project

CODE = "dynamic-private-import"


def check(project: Project) -> Iterator[Finding]:
    """Report strings that `import_module`, `mock.patch` and the like read, and entry points of BUILD files."""
    strings = [use for use in project.judged_uses if use.site.kind == "string"]
    for use, after in zip(strings, (*strings[1:], None)):
        # Infrastructure has a check of its own.
        if use.public or (after is not None and _continues(use, after)):
            continue
        if project.infrastructure_owner(use.node.base) is None:
            finding = private_import.create_finding(project, use, CODE)
            yield replace(finding, message=f"{finding.message} `{use.site.call}` imports it.")
    for use in project.build_uses:
        if use.site.kind == "string" and not use.public:
            finding = private_import.create_finding(project, use, CODE)
            yield replace(finding, message=f"{finding.message} An entry point names it.")


def _continues(first: ModuleUse, second: ModuleUse) -> bool:
    """Return whether a string only adds to the one before it in the same call: `__import__("a.b", fromlist=["c"])`."""
    same = first.path == second.path and first.site.position.line == second.site.position.line
    return same and first.site.call == second.site.call and second.site.module.startswith(f"{first.site.module}.")
