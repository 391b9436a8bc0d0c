"""Which modules have resolves of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    """

    modules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    default: str = "python-default"

    def of(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the default resolve, and those of modules, by their names; one without resolves is left out."""
        known = sorted(set(names) & set(self.modules))
        return tuple(
            dict.fromkeys((self.default, *(f"{name}_{kind}" for name in known for kind in self.modules[name])))
        )

    def around(self, directory: str) -> frozenset[str]:
        """Return the names of the modules with resolves that a directory belongs to, by the names of its folders."""
        return frozenset(directory.split("/")) & frozenset(self.modules)

    def owners(self) -> Mapping[str, str]:
        """Return the module's name by resolve."""
        return {f"{name}_{kind}": name for name, kinds in self.modules.items() for kind in kinds}


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
    return ModuleResolves(dict(sorted(modules.items())), str(python.get("default_resolve", "python-default")))
