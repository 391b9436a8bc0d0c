"""Where an import crosses into a module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Optional

from pantstack.boundaries.resolver.module_use import ModuleUse, named, passes_on
from pantstack.boundaries.resolver.resolver import Node, ResolutionStep, base_of, site_of
from pantstack.boundaries.scanner.model import ImportSite
from pantstack.boundaries.scanner.strings.dynamic_import_functions import patches
from pantstack.declarations.model import Module

if TYPE_CHECKING:
    from pantstack.boundaries.resolver.project import Project

# A name that more files hand on is left to them: no recursion ends a run.
_DEEPEST = 60


class Crossings:
    """Finds what imports reach in other modules."""

    def __init__(self, project: Project) -> None:
        """Prepare.

        Args:
            project: the facts.
        """
        self._project = project

    def all(self, path: str, site: ImportSite) -> Iterator[ModuleUse]:
        """What an import of a file reaches in another module: one use or none.

        Args:
            path: of the file.
            site: the import, attribute chain or string.
        """
        use = self._first(path, site)
        if use is None:
            return
        if site.kind != "attribute":
            yield use
            return
        before = [(each, self._first(path, each)) for each in self._built_on(path, site)]
        known = [(each, first) for each, first in before if first is not None and first.module == use.module]
        for each, first in known:
            # The import itself is the finding, or is the same use.
            if named(each) == site.base and (not first.public or (use.public and first.name == use.name)):
                return
        yield replace(use, repeated=bool(known))

    def _built_on(self, path: str, site: ImportSite) -> Iterator[ImportSite]:
        """What an attribute chain begins with: an import or a string, or what shares its beginning with it."""
        for each in self._project.scans[path].imports:
            begins = f"{named(each)}.".startswith(f"{site.base.rstrip('.')}.") and each.kind != "attribute"
            if each.level == site.level and (begins or (each.module == site.base and each is not site)):
                yield each

    def _first(self, path: str, site: ImportSite) -> Optional[ModuleUse]:
        return self._from(path, site, self._project.owner(path), 0)

    def _from(self, path: str, site: ImportSite, owner: Optional[Module], depth: int) -> Optional[ModuleUse]:
        """The first place on an import's way where it is in another module than the owner, and rests."""
        project = self._project
        resolution = project.resolver.resolve(path, site)
        if resolution is None:
            return None
        arrivals: list[tuple[Node, Optional[ResolutionStep]]] = [(resolution.start, None)]
        arrivals += [(step.result, step) for step in resolution.steps]
        public: Optional[ModuleUse] = None
        for index, (node, came) in enumerate(arrivals):
            after = resolution.steps[index] if index < len(resolution.steps) else None
            module = project.owner(node.base)
            if module is None or module == owner or passes_on(after):
                continue
            if came is not None and came.re_exported_by is not None and project.owner(came.re_exported_by) != module:
                return public or self._handed_on(path, site, came, owner, depth)
            if node.name is not None:
                # A name that the module's own file defines or hands on: that file decided already.
                return public
            if site.partial and project.is_mixed(module, node.base):
                return None
            state = project.visibility(module, node)
            name = None if after is None else after.name
            if state == "neutral" and name is not None and not name.startswith("__"):
                # Nothing of that name is there to be judged, such as code that is generated.
                state = "private"
            if state == "private":
                re_exported_by = None if came is None or public is None else came.re_exported_by
                return ModuleUse(path, site, module, node, public=False, name=name, re_exported_by=re_exported_by)
            if state == "public" and public is None:
                public = ModuleUse(path, site, module, node, public=True, name=name)
        return public

    def _handed_on(
        self, path: str, site: ImportSite, came: ResolutionStep, owner: Optional[Module], depth: int
    ) -> Optional[ModuleUse]:
        """The internals that a file outside of their module hands on to another module.

        A file of a module is judged itself, and what it offers is that module's. One that no module owns is judged
        itself, too, but what hides its finding opens nothing to modules.
        """
        via = str(came.re_exported_by)
        # What is patched is the name in that file.
        outside = owner is None or self._project.owner(via) is not None
        if outside or depth > _DEEPEST or (site.kind == "string" and patches(site.call)):
            return None
        for each in self._bringing(via, came):
            use = self._from(via, each, owner, depth + 1)
            if use is not None and not use.public:
                return replace(use, path=path, site=site, re_exported_by=use.re_exported_by or via)
        return None

    def _bringing(self, via: str, came: ResolutionStep) -> Iterator[ImportSite]:
        """The imports of a file that bring in the name which it hands on."""
        resolver = self._project.resolver
        bound = resolver.bindings(base_of(via)).get(came.name, ())
        sites = [site_of(binding) for file, binding in bound if file == via and binding.kind == "import"]
        stars = (each for each in self._project.scans[via].imports if each.kind == "import" and each.name == "*")
        sites += (replace(each, name=came.name) for each in stars)
        for site in sites:
            resolution = resolver.resolve(via, site)
            if resolution is not None and resolution.end == came.result:
                yield site
