"""Which imports go from one layer of a module to another one of the same module."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Optional

from pantstack.boundaries.resolver.crossings.star_names import star_names
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.boundaries.resolver.resolution import Node, Resolution
from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.boundaries.scanner.model import ImportSite
from pantstack.declarations.model import Catalog, Module


@dataclass(frozen=True)
class InnerLayerUse:
    """An import that reaches another layer of its module.

    Attributes:
        path: of the importing file.
        layer: that the importing file is in.
        reached: the layer that is reached.
        node: the file, package or name in it.
        re_exported_by: the file in no layer that re-exports it; else None.
    """

    path: str
    module: Module
    layer: str
    reached: str
    node: Node
    re_exported_by: Optional[str] = None


class InnerLayers:
    """The layers that modules have inside of them."""

    def __init__(self, catalog: Catalog, resolver: Resolver) -> None:
        self._catalog = catalog
        self._resolver = resolver

    def of_file(self, path: str) -> Optional[str]:
        """Return the layer of its module that a file is in; None for most files."""
        owner = self._catalog.owner(path)
        return None if owner is None or not owner.inner_layers else owner.inner_layer(base_of(path))

    def outward_use(self, path: str, site: ImportSite) -> Optional[InnerLayerUse]:
        """Find what an import of a file in a layer reaches in a layer further out, if anything."""
        use = self._outward(path, site)
        if use is None or site.kind != "attribute":
            return use
        # The import that a chain of attributes starts from is the finding, if it is one.
        first = self._outward(path, ImportSite(site.position, site.base, site.level))
        return None if first is not None and first.reached == use.reached else use

    def _outward(self, path: str, site: ImportSite) -> Optional[InnerLayerUse]:
        module, layer = self._catalog.owner(path), self.of_file(path)
        if module is None or layer is None:
            return None
        names = star_names(self._resolver, path, site, self._is_free) if site.is_star else ()
        for each in (site, *(replace(site, name=name) for name in sorted(names))):
            for way in self._resolver.ways(path, each):
                use = self._on_way(InnerLayerUse(path, module, layer, layer, way.start), way)
                if use is not None:
                    return use
        return None

    def _is_free(self, path: str) -> bool:
        """Return whether what a file re-exports is judged where it is taken from there."""
        owner = self._catalog.owner(path)
        return owner is None or (bool(owner.inner_layers) and owner.inner_layer(base_of(path)) is None)

    def _on_way(self, use: InnerLayerUse, way: Resolution) -> Optional[InnerLayerUse]:
        """The first layer that a way rests in decides: what that one re-exports is a matter of its own imports."""
        exporter: Optional[str] = None
        for node, after in zip(way.nodes, (*way.steps, None)):
            if after is not None and after.is_submodule:
                continue
            owner = self._catalog.owner(node.base)
            if owner not in (None, use.module):
                return None
            reached = None if owner is None else owner.inner_layer(node.base)
            if reached is not None:
                ranks = use.module.inner_layers
                outward = ranks.index(reached) < ranks.index(use.layer)
                return replace(use, reached=reached, node=node, re_exported_by=exporter) if outward else None
            exporter = exporter if after is None else after.re_exported_by or exporter
        return None
