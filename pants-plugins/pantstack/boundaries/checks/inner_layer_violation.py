"""A file imports from a layer of its own module that is further out."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.resolver.crossings.inner_layers import InnerLayers, InnerLayerUse
from pantstack.boundaries.resolver.project import Project

CODE = "inner-layer-violation"


def check(project: Project) -> Iterator[Finding]:
    """Report imports that go from an inner layer of a module to an outer one of the same module."""
    layers = InnerLayers(project.catalog, project.resolver)
    for path, scan in project.examined:
        for site in project.sites(scan) if layers.of_file(path) is not None else ():
            use = layers.outward_use(path, site)
            if use is not None:
                yield _finding(project, use).at(site.position, site.end)


def _finding(project: Project, use: InnerLayerUse) -> Finding:
    dotted = project.resolver.dotted(use.node.base)
    named = dotted if use.node.name is None else f"{dotted}.{use.node.name}"
    return Finding.of(
        use.path,
        CODE,
        f"`{named}` is in `{use.reached}`, which is further out in this module than `{use.layer}`."
        + (f" {use.re_exported_by} re-exports it." if use.re_exported_by else ""),
        f"{use.module.location} has inner_layers={json.dumps(list(use.module.inner_layers), ensure_ascii=False)}.",
        f"Let `{use.reached}` pass in what is needed, or move that to `{use.layer}` or to a file in no layer.",
        named,
    )
