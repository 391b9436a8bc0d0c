"""Judges import statements and chains of attributes without a look at the file around them."""

from __future__ import annotations

from typing import Optional

from pantstack.boundaries.checks import USE_CHECKS
from pantstack.boundaries.checks.infrastructure_import import reached_across
from pantstack.boundaries.resolver.crossings.inner_layers import InnerLayers
from pantstack.boundaries.resolver.module_use import ModuleUse
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.scanner.model import ImportSite
from pantstack.boundaries.screening.handed_on import modules_by_star
from pantstack.boundaries.screening.import_items import first_segment, import_items
from pantstack.boundaries.screening.located import PlainImports
from pantstack.boundaries.screening.verdict import NOTHING, SUSPECT, BoundModule, Verdict, join_verdicts
from pantstack.declarations.model import Module


class Judge:
    """Judges what the files of a project import.

    An import from the file's own module needs no look at what that file binds: a name that one file of a module takes
    from another one is no use of a third module, whatever it stands for. All others are followed like those of examined
    files, which parses facades, and files that no module owns.
    """

    def __init__(self, project: Project, roots: frozenset[str]) -> None:
        """Judge for a project.

        Args:
            roots: the first segments of the dotted names of the repository's own files.
        """
        self._project = project
        self._roots = roots
        self._plain = PlainImports(project.resolver)
        self._layers = InnerLayers(project.catalog, project.resolver)
        self._stars: dict[str, frozenset[str]] = {}
        self._accepted: dict[tuple[object, ...], bool] = {}
        self._with_internals = frozenset(_with_internals(project))

    def layer(self, path: str) -> Optional[str]:
        """Return the layer of its module that a file is in; None for most files."""
        return self._layers.of_file(path)

    def statement(self, path: str, statement: str) -> Verdict:
        """Judge an import statement of a file."""
        relative = statement.startswith("from .")
        if not relative and ", " not in statement and first_segment(statement) not in self._roots:
            return NOTHING
        items = import_items(statement)
        if not relative and not any(item.module.partition(".")[0] in self._roots for item in items):
            return Verdict(len(items))
        return join_verdicts(tuple(self._item(path, item) for item in items))

    def chain(self, path: str, site: ImportSite) -> Verdict:
        """Judge a chain of attributes; one that ends with a module may go on wherever its value is used."""
        verdict = self._followed(path, site)
        return SUSPECT if any(way.end.name is None for way in self._project.resolver.ways(path, site)) else verdict

    def _item(self, path: str, site: ImportSite) -> Verdict:
        owner, base = self._project.owner(path), self._plain.base(path, site)
        if base is None or self._project.owner(base) is not owner or _is_above_program(owner, base):
            return self._followed(path, site)
        submodule = None if site.is_star else self._plain.submodule(base, site.name)
        if submodule is not None:
            if self._project.owner(submodule) is not owner or _is_above_program(owner, submodule):
                return self._followed(path, site)
        if owner is not None and self._is_special(path, site, submodule or base, owner):
            return SUSPECT
        if site.name is None:
            return Verdict(modules=(_bound_module(site, own=True),))
        if site.is_star or submodule is None:
            return Verdict(taken=() if site.is_star else (str(site.name),))
        own = (str(site.bound),)
        return Verdict(taken=(str(site.name),), own=own, layered=own if self.layer(path) is not None else ())

    def _is_special(self, path: str, site: ImportSite, base: str, owner: Module) -> bool:
        """Return whether an import within a module may be a finding all the same."""
        project = self._project
        if owner.program is not None and project.infrastructure_owner(base) is not None:
            return True
        if owner.path in self._with_internals and not site.is_star:
            # Whoever has the facade itself at hand may put something into it.
            facade = owner.facade
            named = site.name is not None and not base.endswith(f"/{site.name}")
            if facade is not None and not named and not facade.owned.isdisjoint(project.resolver.python.of(base)):
                return True
        if self.layer(path) is None:
            return False
        return site.name is None or self._layers.outward_use(path, site) is not None

    def _followed(self, path: str, site: ImportSite) -> Verdict:
        """Judge an import or a chain like one of an examined file."""
        project = self._project
        ways = project.resolver.ways(path, site)
        if not ways:
            return NOTHING
        uses = self._uses(path, site)
        if not all(map(self._is_accepted, uses)) or reached_across(project, path, site) is not None:
            return SUSPECT
        if self.layer(path) is not None and self._layers.outward_use(path, site) is not None:
            return SUSPECT
        paths = tuple(dict.fromkeys(use.module.path for use in uses))
        if site.is_star:
            names = sorted({name for way in ways for name in self._brought(way.end.base)})
            return Verdict(uses=paths, modules=tuple(BoundModule(name, 0, "", "", own=False) for name in names))
        if site.kind != "import" or all(way.end.name is not None for way in ways):
            return Verdict(uses=paths)
        return Verdict(uses=paths, modules=(_bound_module(site, own=False),))

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


def _with_internals(project: Project) -> set[str]:
    """The paths of the modules that have both a facade and files that are not public."""
    found: set[str] = set()
    for path in project.scans:
        owner = project.owner(path)
        if owner is not None and owner.facade is not None and path not in owner.facade.owned:
            found.add(owner.path)
    return found


def _is_above_program(owner: Optional[Module], base: str) -> bool:
    """Return whether the attributes of a package may lead to the infrastructure program of its module."""
    return owner is not None and owner.program is not None and owner.program.startswith(f"{base}/")


def _bound_module(site: ImportSite, *, own: bool) -> BoundModule:
    """Describe the name that an import binds to a file or package."""
    bound, dotted = str(site.bound), site.dotted
    aliased = site.name is not None or bound != dotted.partition(".")[0]
    return BoundModule(bound, site.level, dotted if aliased else bound, dotted, own)
