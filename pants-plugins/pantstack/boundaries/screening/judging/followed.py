"""Judges imports and chains of attributes that leave a file's own module, like those of examined files."""

from __future__ import annotations

from pantstack.boundaries.checks import USE_CHECKS
from pantstack.boundaries.checks.infrastructure_import import reached_across
from pantstack.boundaries.resolver.crossings.inner_layers import InnerLayers
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.scanner.model import ImportSite
from pantstack.boundaries.scanner.outline.statements import NOWHERE, ImportItem
from pantstack.boundaries.screening.judging.verdict import NOTHING, SUSPECT, BoundModule, Verdict
from pantstack.boundaries.screening.re_exported_modules import modules_by_star

# What one patching function reads, all others read alike.
_PATCHING = "unittest.mock.patch"


class Followed:
    """Follows each import of a module once, wherever its files have it."""

    def __init__(self, project: Project, layers: InnerLayers) -> None:
        self._project = project
        self._layers = layers
        self._imports: dict[tuple[object, ...], Verdict] = {}
        self._accepted: dict[tuple[object, ...], bool] = {}
        self._stars: dict[str, frozenset[str]] = {}

    def imported(self, path: str, item: ImportItem) -> Verdict:
        """Judge a name that a file imports."""
        project = self._project
        roots = project.resolver.plain.candidates(path, item.level)
        key = (project.owner_path(path), self._layers.of_file(path), roots, *item)
        if key not in self._imports:
            self._imports[key] = self._import(path, item)
        return self._imports[key]

    def chain(self, path: str, site: ImportSite) -> Verdict:
        """Judge a chain of attributes; one that ends with a module may go on wherever its value is used."""
        ways = self._project.resolver.ways(path, site)
        return SUSPECT if any(way.end.name is None for way in ways) else self._followed(path, site)

    def string(self, path: str, dotted: str) -> Verdict:
        """Judge a dotted name by which something is patched."""
        return self._followed(path, ImportSite(NOWHERE, dotted, kind="string", call=_PATCHING))

    def leaves_layer(self, path: str, item: ImportItem) -> bool:
        """Return whether an import leads from one layer of a module to another one further out."""
        return self._layers.outward_use(path, item.site()) is not None

    def _import(self, path: str, item: ImportItem) -> Verdict:
        site = item.site()
        verdict = self._followed(path, site)
        if verdict.suspect:
            return verdict
        ends = [way.end for way in self._project.resolver.ways(path, site)]
        if site.is_star:
            names = sorted({name for end in ends for name in self._brought(end.base)})
            return verdict._replace(
                modules=tuple(BoundModule(name, 0, "", "", own=False, leads_out=True) for name in names)
            )
        if item.whole and all(end.name is not None for end in ends):
            return verdict
        return verdict._replace(modules=(BoundModule.of(item, own=False),))

    def _followed(self, path: str, site: ImportSite) -> Verdict:
        project = self._project
        if not project.resolver.ways(path, site):
            return NOTHING
        uses = self._uses(path, site)
        if not all(map(self._is_accepted, uses)) or reached_across(project, path, site) is not None:
            return SUSPECT
        if self._layers.of_file(path) is not None and self._layers.outward_use(path, site) is not None:
            return SUSPECT
        return Verdict(uses=tuple(dict.fromkeys(use.module.path for use in uses)))

    def _brought(self, base: str) -> frozenset[str]:
        if base not in self._stars:
            self._stars[base] = modules_by_star(self._project, base)
        return self._stars[base]

    def _uses(self, path: str, site: ImportSite) -> tuple[ModuleUse, ...]:
        use = self._project.crossings.first(path, site)
        return self._project.crossings.by_star(path, site) if use is None else (use,)

    def _is_accepted(self, use: ModuleUse) -> bool:
        """Return whether no check has anything against a use of a module."""
        key = (self._project.owner_path(use.path), use.module.path, use.node, use.name, use.site.kind, use.site.module)
        if key not in self._accepted:
            findings = (finding for judge in USE_CHECKS for finding in judge(self._project, use))
            self._accepted[key] = use.public and next(findings, None) is None
        return self._accepted[key]
