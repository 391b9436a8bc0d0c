"""The graph of a project, from what its files import and its modules declare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.module_graph.build import build
from pantstack.boundaries.module_graph.model import Graph
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.stack_uses import stack_dependencies


def graph(project: Project, findings: Iterable[Finding]) -> Graph:
    """Build the graph of a project, with findings marked on its edges."""
    files: Counter[str] = Counter(project.owner_path(path) or "" for path in project.scans)
    uses = [(project.owner_path(use.path) or "", use.module.path) for use in project.module_uses if not use.repeated]
    imports = Counter(uses)
    imports.update(stack_dependencies(use for use in project.stack_uses if use.certain))
    about = {(use.path, use.site.position): use.module.path for use in project.module_uses}
    lines = [
        (
            project.home(finding) or "",
            about.get((finding.path, finding.position), finding.target),
            f"{finding.path}:{finding.position.line}:{finding.position.column} {finding.code}",
        )
        for finding in findings
    ]
    modules = project.catalog.modules
    return build(
        project.catalog,
        project.layers,
        files,
        imports,
        lines,
        {module.path: project.public_api.names(module) for module in modules},
        {module.path: project.public_api.facade_name(module) for module in modules},
    )
