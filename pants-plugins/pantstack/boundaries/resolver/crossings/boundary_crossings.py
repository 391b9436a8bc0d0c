"""Which import crosses into which module: the only place that decides it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import accumulate
from typing import Optional

from pantstack.boundaries.resolver.build_references import BuildReference
from pantstack.boundaries.resolver.crossings.shared_packages import SharedPackages
from pantstack.boundaries.resolver.crossings.star_names import star_names
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.boundaries.resolver.resolution import Node, Resolution, ResolutionStep
from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.boundaries.resolver.visibility import PublicApi, Visibility
from pantstack.boundaries.scanner.model import FileScan, ImportSite
from pantstack.boundaries.scanner.strings.readers import patches
from pantstack.declarations.model import Catalog, Module

# A name that more files re-export is left to them: no recursion ends a run.
_DEEPEST = 60


# By level, name, and whether it is a chain of attributes.
_Beginnings = dict[tuple[int, str, bool], dict[tuple[object, ...], ImportSite]]


class BoundaryCrossings:
    """Finds what imports and BUILD files reach in other modules."""

    def __init__(
        self, catalog: Catalog, resolver: Resolver, scans: Mapping[str, FileScan], public_api: PublicApi
    ) -> None:
        self._catalog = catalog
        self._resolver = resolver
        self._scans = scans
        self._public_api = public_api
        self._beginnings: dict[str, _Beginnings] = {}
        self._shared = SharedPackages(catalog, resolver, scans)

    def by_import(self, path: str, site: ImportSite) -> Optional[ModuleUse]:
        """Find what an import, attribute chain or string of a file reaches in another module."""
        use = self.first(path, site)
        if use is None or site.kind != "attribute":
            return use
        repeated = False
        for start in self._starts(path, site):
            first = self.first(path, start)
            if first is None or first.module != use.module:
                continue
            repeated = True
            # The import itself is the finding, or is the same use.
            if start.dotted == site.base and (not first.public or (use.public and first.name == use.name)):
                return None
        return replace(use, repeated=repeated)

    def first(self, path: str, site: ImportSite) -> Optional[ModuleUse]:
        """Find what an import, attribute chain or string of a file reaches, whatever the rest of the file reaches."""
        owner, named = self._catalog.owner(path), self._resolver.plain.named(path, site)
        if named and all(self._catalog.owner(base) is owner for base in named):
            # Whatever a name of the module's own file stands for, that file imports it.
            return None
        return self._crossing(path, site, owner, 0)

    def by_star(self, path: str, site: ImportSite) -> tuple[ModuleUse, ...]:
        """Find what a star brings to a module from a file that no module owns: each facade once, internals by name."""
        if not site.is_star or self._catalog.owner(path) is None:
            return ()
        uses: dict[tuple[str, str], ModuleUse] = {}
        for name in sorted(star_names(self._resolver, path, site, lambda file: self._catalog.owner(file) is None)):
            use = self.first(path, replace(site, name=name))
            if use is not None:
                key = (use.module.path, "" if use.public else f"{use.node.base}:{use.name}")
                uses.setdefault(key, replace(use, site=site, name=None if use.public else use.name))
        return tuple(uses.values())

    def by_reference(self, reference: BuildReference) -> Optional[ModuleUse]:
        """Find what a BUILD file's reference reaches in another module."""
        if reference.kind == "entry point":
            entry_point = ImportSite(reference.position, reference.reaches, kind="string", call="entry point")
            return self.by_import(reference.path, entry_point)
        module = self._catalog.declared_as(reference.reaches, reference.target)
        module = module or self._catalog.owner(reference.reaches)
        if module is None or module == self._catalog.owner(reference.path):
            return None
        site = ImportSite(reference.position, reference.text, kind="dependency")
        return ModuleUse(reference.path, site, module, Node(reference.reaches), reference.names_facade(module))

    def is_ambiguous(self, path: str, site: ImportSite) -> bool:
        """Return whether a string only begins a name that may be another module's internals, or may not."""
        if not site.partial or self.by_import(path, site) is not None:
            return False
        resolution = self._resolver.resolve(path, site)
        if resolution is None or resolution.end.name is not None:
            return False
        base = resolution.end.base
        owner, module = self._catalog.owner(path), self._catalog.owner(base)
        if module is not None:
            return module != owner and self._public_api.is_mixed(module, base)
        return any(other != owner and other.path.startswith(f"{base}/") for other in self._catalog.modules)

    def _starts(self, path: str, site: ImportSite) -> Iterator[ImportSite]:
        """The imports and strings that an attribute chain begins with, and chains that share its beginning."""
        if path not in self._beginnings:
            self._beginnings[path] = _by_beginning(self._scans[path].imports)
        yield from self._beginnings[path].get((site.level, site.base.rstrip("."), False), {}).values()
        yield from self._beginnings[path].get((site.level, site.base, True), {}).values()

    def _crossing(self, path: str, site: ImportSite, owner: Optional[Module], depth: int) -> Optional[ModuleUse]:
        """The first place on an import's way where it is in another module than the owner, and rests.

        Where there are several ways, one into internals decides.
        """
        found = [self._on_way(path, site, way, owner, depth) for way in self._resolver.ways(path, site)]
        uses = [use for use in found if use is not None]
        return next((use for use in uses if not use.public), uses[0] if uses else None)

    def _on_way(
        self, path: str, site: ImportSite, resolution: Resolution, owner: Optional[Module], depth: int
    ) -> Optional[ModuleUse]:
        public: Optional[ModuleUse] = None
        before: Optional[ResolutionStep] = None
        for node, after in zip(resolution.nodes, (*resolution.steps, None)):
            came, before = before, after
            module = self._catalog.owner(node.base)
            if module is None or module == owner or (after is not None and after.is_submodule):
                continue
            exporter = None if came is None else came.re_exported_by
            if came is not None and exporter is not None and self._catalog.owner(exporter) != module:
                # What is patched last is the name in that file.
                patched = after is None and site.kind == "string" and patches(site.call)
                re_exported = None if patched else self._use_of_re_export(path, site, came, owner, depth)
                if after is None or not self._goes_on(module, came, owner, re_exported):
                    return public or re_exported
            if node.name is not None:
                # A name that the module's own file defines or re-exports: that file decided already.
                return public
            if site.partial and self._public_api.is_mixed(module, node.base):
                return None
            visibility = self._visibility(module, node, after)
            name = None if after is None else after.name
            if visibility == "private" and came is not None and came.indirect and exporter is not None:
                # The module's own file hands it on by a value, or perhaps: the finding is there.
                return public
            if visibility == "private":
                via = None if public is None else exporter
                return ModuleUse(path, site, module, node, public=False, name=name, re_exported_by=via)
            if visibility == "public" and public is None:
                public = ModuleUse(path, site, module, node, public=True, name=name)
        return public

    def _visibility(self, module: Module, node: Node, after: Optional[ResolutionStep]) -> Visibility:
        """What a file or package is to a use that takes something from it, or nothing."""
        if self._is_missing(node, after) and self._shared.is_shared(node.base):
            # Nothing of that name is in the repository, but in a library maybe.
            return "neutral"
        visibility = self._public_api.visibility(module, node)
        if visibility == "neutral" and after is not None and not after.name.startswith("__"):
            # Nothing of that name is there to be judged, such as code that is generated.
            visibility = "private"
        return "neutral" if visibility == "private" and self._shared.has_stubs_only(node.base) else visibility

    def _is_missing(self, node: Node, after: Optional[ResolutionStep]) -> bool:
        """Return whether the repository has nothing of what a use takes from a package: no code, or no such name.

        A folder with a name of several words and files in it is something by itself.
        """
        if after is None:
            python, word = self._resolver.python, "." not in self._resolver.dotted(node.base)
            return python.is_bare(node.base) and (word or not python.holds_files(node.base))
        return after.result.name is not None and self._resolver.resolve_name(node.base, after.name) is None

    def _use_of_re_export(
        self, path: str, site: ImportSite, step: ResolutionStep, owner: Optional[Module], depth: int
    ) -> Optional[ModuleUse]:
        """The use of a module by what a file that no module owns re-exports to another module.

        A file of a module is judged itself, and what it exports is that module's. One that no module owns is judged
        itself, too, but is nobody's: whoever takes something of a module from there uses that module, and what hides
        a finding there opens nothing to modules.
        """
        exporter = str(step.re_exported_by)
        if owner is None or self._catalog.owner(exporter) is not None or depth > _DEEPEST:
            return None
        found: Optional[ModuleUse] = None
        for inner in self._imports_of(exporter, step):
            use = self._crossing(exporter, inner, owner, depth + 1)
            if use is not None and not use.public:
                return replace(use, path=path, site=site, re_exported_by=use.re_exported_by or exporter)
            found = found or use
        return None if found is None else replace(found, path=path, site=site)

    def _goes_on(
        self, module: Module, step: ResolutionStep, owner: Optional[Module], re_exported: Optional[ModuleUse]
    ) -> bool:
        """Return whether what follows a facade that another file re-exports is judged where it is written.

        The file of a third module publishes it as that module's own.
        """
        node = step.result
        if node.name is not None or self._catalog.owner(str(step.re_exported_by)) not in (None, owner):
            return False
        opened = self._public_api.visibility(module, node) == "private"
        return not opened and (re_exported is None or re_exported.module == module)

    def _imports_of(self, exporter: str, step: ResolutionStep) -> Iterator[ImportSite]:
        """The imports of a file that bring in the name which it re-exports."""
        base = base_of(exporter)
        sites: list[ImportSite] = []
        for file, binding in self._resolver.names.lasting(base, step.name):
            origins = self._resolver.names.origins(file, base, binding) if file == exporter else ()
            sites += (origin for origin in origins if isinstance(origin, ImportSite))
        stars = (site for site in self._scans[exporter].imports if site.is_star)
        sites += (replace(star, name=step.name) for star in stars)
        for site in sites:
            if any(way.end == step.result for way in self._resolver.ways(exporter, site)):
                yield site


def _by_beginning(sites: Iterable[ImportSite]) -> _Beginnings:
    """Sort imports and strings by all names that they begin with, and chains by all of theirs; the first of equals."""
    found: _Beginnings = {}
    for site in sites:
        chain = site.kind == "attribute"
        same = (site.kind, site.module, site.name, site.base, site.partial)
        for name in [site.module] if chain else accumulate(site.dotted.split("."), "{}.{}".format):
            found.setdefault((site.level, name, chain), {}).setdefault(same, site)
    return found
