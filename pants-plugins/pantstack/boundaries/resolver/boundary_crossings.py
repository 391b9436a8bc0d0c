"""Where an import crosses into a module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Optional

from pantstack.boundaries.resolver.module_use import Use, named, passes_on
from pantstack.boundaries.resolver.resolver import Node, Step, base_of, site_of
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

    def all(self, path: str, site: ImportSite) -> Iterator[Use]:
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
        yield replace(use, known=bool(known))

    def _built_on(self, path: str, site: ImportSite) -> Iterator[ImportSite]:
        """What an attribute chain begins with: an import or a string, or what shares its beginning with it."""
        for each in self._project.scans[path].imports:
            begins = f"{named(each)}.".startswith(f"{site.base.rstrip('.')}.") and each.kind != "attribute"
            if each.level == site.level and (begins or (each.module == site.base and each is not site)):
                yield each

    def _first(self, path: str, site: ImportSite) -> Optional[Use]:
        return self._from(path, site, self._project.owner(path), 0)

    def _from(self, path: str, site: ImportSite, owner: Optional[Module], depth: int) -> Optional[Use]:
        """The first place on an import's way where it is in another module than the owner, and rests."""
        project = self._project
        trail = project.resolver.trail(path, site)
        if trail is None:
            return None
        arrivals: list[tuple[Node, Optional[Step]]] = [(trail.start, None)]
        arrivals += [(step.result, step) for step in trail.steps]
        public: Optional[Use] = None
        for index, (node, came) in enumerate(arrivals):
            after = trail.steps[index] if index < len(trail.steps) else None
            module = project.owner(node.base)
            if module is None or module == owner or passes_on(after):
                continue
            if came is not None and came.via is not None and project.owner(came.via) != module:
                return public or self._handed_on(path, site, came, owner, depth)
            if node.name is not None:
                # A name that the module's own file defines or hands on: that file decided already.
                return public
            if site.partial and project.mixed(module, node.base):
                return None
            state = project.state(module, node)
            name = None if after is None else after.name
            if state == "neutral" and name is not None and not name.startswith("__"):
                # Nothing of that name is there to be judged, such as code that is generated.
                state = "private"
            if state == "private":
                through = None if came is None or public is None else came.via
                return Use(path, site, module, node, public=False, name=name, through=through)
            if state == "public" and public is None:
                public = Use(path, site, module, node, public=True, name=name)
        return public

    def _handed_on(self, path: str, site: ImportSite, came: Step, owner: Optional[Module], depth: int) -> Optional[Use]:
        """The internals that a file outside of their module hands on to another module.

        A file of a module is judged itself, and what it offers is that module's. One that no module owns is judged
        itself, too, but what hides its finding opens nothing to modules.
        """
        via = str(came.via)
        # What is patched is the name in that file.
        outside = owner is None or self._project.owner(via) is not None
        if outside or depth > _DEEPEST or (site.kind == "string" and patches(site.call)):
            return None
        for each in self._bringing(via, came):
            use = self._from(via, each, owner, depth + 1)
            if use is not None and not use.public:
                return replace(use, path=path, site=site, through=use.through or via)
        return None

    def _bringing(self, via: str, came: Step) -> Iterator[ImportSite]:
        """The imports of a file that bring in the name which it hands on."""
        resolver = self._project.resolver
        bound = resolver.bindings(base_of(via)).get(came.name, ())
        sites = [site_of(binding) for file, binding in bound if file == via and binding.kind == "import"]
        stars = (each for each in self._project.scans[via].imports if each.kind == "import" and each.name == "*")
        sites += (replace(each, name=came.name) for each in stars)
        for site in sites:
            trail = resolver.trail(via, site)
            if trail is not None and trail.end == came.result:
                yield site
