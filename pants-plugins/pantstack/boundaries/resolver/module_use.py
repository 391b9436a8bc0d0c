"""An import that crosses into a module."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from pantstack.boundaries.resolver.resolution import Node
from pantstack.boundaries.scanner.model import ImportSite
from pantstack.declarations.model import Module


@dataclass(frozen=True)
class ModuleUse:
    """An import that reaches into a module from outside of it.

    Attributes:
        path: of the importing file.
        site: where it does; of kind "dependency" for an entry of a BUILD file.
        node: the file or package that decides.
        public: whether the module's facade owns that.
        re_exported_by: the file that re-exports internals: one of the facade, or one that no module owns; else None.
        repeated: whether another import that the site builds on reaches into the module already.
    """

    path: str
    site: ImportSite
    module: Module
    node: Node
    public: bool
    name: Optional[str] = None
    re_exported_by: Optional[str] = None
    repeated: bool = False
