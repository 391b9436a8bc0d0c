"""What the files of a module bind at their top level, and where that comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Union

from pantstack.boundaries.resolver.python_files import PythonFiles
from pantstack.boundaries.scanner.model import Binding, FileScan, ImportSite
from pantstack.boundaries.scanner.top_level.bindings import lasting

# A name that is assigned more often, or may be more than that, is taken as it stands.
_DEEPEST = 40
_MOST = 16
# A binding, and the file it is in.
Place = tuple[str, Binding]
# An import, or a name that the file itself binds in another way.
Origin = Union[ImportSite, str]
# That bind a name to what stands there.
_PLAIN = frozenset({"import", "class", "function", "value"})


class TopLevelNames:
    """The bindings of all files."""

    def __init__(self, python: PythonFiles, scans: Mapping[str, FileScan]) -> None:
        self._python = python
        self._scans = scans
        self._places: dict[str, dict[str, tuple[Place, ...]]] = {}
        self._origins: dict[tuple[str, Binding], tuple[Origin, ...]] = {}

    def places(self, base: str) -> Mapping[str, tuple[Place, ...]]:
        """Return what the files of a base bind at their top level, with the file, by name."""
        if base not in self._places:
            places: dict[str, list[Place]] = {}
            for path in self._python.of(base):
                for binding in self._scans[path].bindings:
                    places.setdefault(binding.name, []).append((path, binding))
            self._places[base] = {name: tuple(of_name) for name, of_name in places.items()}
        return self._places[base]

    def lasting(self, base: str, name: str) -> tuple[Place, ...]:
        """Return the bindings that may decide what a name is once the files have run."""
        places = self.places(base).get(name, ())
        if len(places) < 2:  # noqa: PLR2004  nothing to choose from
            return tuple(place for place in places if place[1].kind != "deleted")
        paths = dict.fromkeys(path for path, _ in places)
        return tuple(
            (path, binding)
            for path in paths
            for binding in lasting([binding for file, binding in places if file == path])
        )

    def is_certain(self, base: str, name: str) -> bool:
        """Return whether a name is bound once, and always: nothing rebinds, deletes or decorates it."""
        places = self.places(base).get(name, ())
        return (
            len({path for path, _ in places}) == len(places) > 0
            and "*" not in self.places(base)
            and all(
                binding.when == "always"
                and not binding.decorated
                and (binding.kind in _PLAIN or (binding.kind == "declared" and path.endswith(".pyi")))
                for path, binding in places
            )
        )

    def origins(self, path: str, base: str, binding: Binding, depth: int = 0) -> tuple[Origin, ...]:
        """Return what a binding of a file gives its name: what it imports, or names that the file binds itself."""
        if binding.kind != "alias":
            return (site_of(binding),) if binding.kind in ("import", "loaded") else ()
        key = (path, binding)
        if key not in self._origins:
            # Until it is known, what leads back to itself is nothing.
            self._origins[key] = ()
            self._origins[key] = self._assigned(path, base, binding, depth) if depth < _DEEPEST else ()
        return self._origins[key]

    def _assigned(self, path: str, base: str, binding: Binding, depth: int) -> tuple[Origin, ...]:
        first, _, rest = binding.module.partition(".")
        all_places = self.places(base).get(first, ())
        places = [each for file, each in all_places if file == path] if len(all_places) <= _MOST else []
        if all_places and not places:
            return ()
        if binding.when in ("always", "perhaps"):
            places = [each for each in places if each.position < binding.position or each.when in ("later", "lazily")]
        found: dict[Origin, None] = {}
        for each in lasting(places):
            if each.kind in ("import", "loaded", "alias"):
                given = self.origins(path, base, each, depth + 1)
                found.update((further, None) for origin in given for further in _further(origin, rest))
            if not rest and each.kind in ("class", "function", "value"):
                found[first] = None
        if not places and not rest:
            # A star import may bring it.
            found[first] = None
        return tuple(found)[:_MOST]


def site_of(binding: Binding) -> ImportSite:
    """Return an import as what its name is bound to: `import a.b` binds `a`."""
    module = binding.module
    if binding.kind == "loaded":
        return _attribute(ImportSite(binding.position, module, binding.level), binding.source or "")
    if binding.source is None and not binding.level and binding.name == module.partition(".")[0]:
        module = binding.name
    return ImportSite(binding.position, module, binding.level, binding.source)


def _further(origin: Origin, rest: str) -> tuple[Origin, ...]:
    """What attributes of something lead to; nothing for those of what the file itself defines."""
    if isinstance(origin, str):
        return () if rest else (origin,)
    return (_attribute(origin, rest),)


def _attribute(site: ImportSite, rest: str) -> ImportSite:
    base = site.base or site.dotted
    return replace(site, module=f"{site.dotted}.{rest}", name=None, kind="attribute", base=base) if rest else site
