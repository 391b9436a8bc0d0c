"""Which modules have resolves of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import tomlkit

from pantstack.declarations import plain_resolves

# The kinds of resolves that a module of a template has, by template, in the order of inclusion; the longest first.
Kinds = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ResolveKinds:
    """What the templates say about the resolves of modules."""

    kinds: Kinds


@dataclass(frozen=True)
class ModuleResolves:
    """The resolves in `[python]` of pants.toml.

    Attributes:
        modules: the kinds of its resolves, in the order of inclusion, by the name of each module, sorted.
        default: the resolve that shared libraries are tested in.
        shared: the one resolve of each module that shares it with others, by the module's name; never the default one.
    """

    modules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    default: str = "python-default"
    shared: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """The names of the modules that need what they use in other resolves than the default one."""
        return frozenset(self.modules) | frozenset(self.shared)

    def of(self, names: Iterable[str], kinds: Collection[str] = ()) -> tuple[str, ...]:
        """Return the default resolve, and those of modules, by their names; one without resolves is left out.

        Args:
            kinds: of the resolves that count; a shared resolve always does. Empty means all.
        """
        known = sorted(set(names) & self.names)
        resolves = (resolve for name in known for resolve in self._resolves(name, kinds))
        return tuple(dict.fromkeys((self.default, *resolves)))

    def around(self, directory: str) -> frozenset[str]:
        """Return the names of the modules with resolves that a directory belongs to, by the names of its folders."""
        return frozenset(directory.split("/")) & self.names

    def owners(self) -> Mapping[str, str]:
        """Return the module's name by resolve, of those that are not shared."""
        return {f"{name}_{kind}": name for name, kinds in self.modules.items() for kind in kinds}

    def users(self) -> Mapping[str, frozenset[str]]:
        """Return the names of the modules that have each resolve, alone or with others."""
        found: dict[str, set[str]] = {}
        for name in self.names:
            for resolve in self._resolves(name):
                found.setdefault(resolve, set()).add(name)
        return {resolve: frozenset(names) for resolve, names in found.items()}

    def requirement_files(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Yield the name and kind of each file of requirements of a module, and the resolves that it is for."""
        for name, kinds in self.modules.items():
            for start, kind in enumerate(kinds):
                yield name, kind, tuple(f"{name}_{other}" for other in kinds[start:])

    def _resolves(self, name: str, kinds: Collection[str] = ()) -> tuple[str, ...]:
        if name in self.shared:
            return (self.shared[name],)
        return tuple(f"{name}_{kind}" for kind in self.modules[name] if not kinds or kind in kinds)


# Most BUILD files of a repository need it, and parsing takes its time.
@lru_cache(maxsize=1)
def parse(toml: str, kinds: Kinds) -> ModuleResolves:
    """Read which modules have resolves of their own from the text of pants.toml."""
    short = plain_resolves.shorten(toml)
    document: dict[str, Any] = tomlkit.parse(short.text).unwrap()
    python = document.get("python", {})
    resolves = dict.fromkeys((*short.keys, *python.get("resolves", {})))
    modules: dict[str, tuple[str, ...]] = {}
    for group in kinds:
        names = (resolve[: -len(group[0]) - 1] for resolve in resolves if resolve.endswith(f"_{group[0]}"))
        for name in names:
            if name and all(f"{name}_{kind}" in resolves for kind in group):
                modules.setdefault(name, group)
    default = str(python.get("default_resolve", "python-default"))
    table = document.get("pantstack", {}).get("shared_resolves", {})
    shared = {name: str(resolve) for name, resolve in sorted(table.items()) if resolve != default}
    return ModuleResolves(dict(sorted(modules.items())), default, shared)
