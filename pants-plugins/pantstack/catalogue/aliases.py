"""Functions for BUILD files that spare them lists of modules.

Both read `[python.resolves]`, the one place where a module's resolves are declared.
Pants restarts its daemon when pants.toml changes, so what they return stays true.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from pants.base.parse_context import ParseContext
from pants.build_graph.build_file_aliases import BuildFileAliases
from pants.engine.internals.parametrize import Parametrize

_KINDS = ("core", "api", "test")
_MODULE_RESOLVE = re.compile(rf"^(?P<name>\w+)_(?:{'|'.join(_KINDS)})$")


class AliasError(ValueError):
    """A wrong call of one of these functions; Pants adds the BUILD file."""


def module_names(build_root: str) -> list[str]:
    """The names of all modules that have the three resolves of a module."""
    document: dict[str, Any] = tomlkit.parse((Path(build_root) / "pants.toml").read_text(encoding="utf-8")).unwrap()
    resolves = document.get("python", {}).get("resolves", {})
    names = {match["name"] for match in map(_MODULE_RESOLVE.match, resolves) if match}
    return sorted(name for name in names if all(f"{name}_{kind}" in resolves for kind in _KINDS))


def default_resolve(build_root: str) -> str:
    """The resolve that shared libraries are tested in."""
    document: dict[str, Any] = tomlkit.parse((Path(build_root) / "pants.toml").read_text(encoding="utf-8")).unwrap()
    return str(document.get("python", {}).get("default_resolve", "python-default"))


@dataclass(frozen=True)
class ConsumerResolves:
    """`consumer_resolves()`: every resolve that a facade has to be usable from."""

    context: ParseContext

    def __call__(self, *modules: str) -> Parametrize:
        """Parametrize a target over the default resolve and the resolves of modules.

        Args:
            *modules: paths of modules, to narrow it to these and the one around the BUILD file.
        """
        names = module_names(self.context.build_root)
        wanted = names
        if modules:
            wanted = sorted({path.rsplit("/", 1)[-1] for path in modules} | self._own(names))
            unknown = [name for name in wanted if name not in names]
            if unknown:
                raise AliasError(f"consumer_resolves: {unknown[0]}_core is not in [python.resolves] of pants.toml.")
        resolves = [f"{name}_{kind}" for name in wanted for kind in _KINDS]
        return Parametrize(default_resolve(self.context.build_root), *resolves)

    def _own(self, names: list[str]) -> set[str]:
        return set(self.context.rel_path.split("/")) & set(names)


@dataclass(frozen=True)
class ModuleRequirements:
    """`module_requirements()`: the requirement targets of every module, for 3rdparty/python/BUILD."""

    context: ParseContext

    def __call__(self) -> None:
        """Declare three `python_requirements` a module; each set of requirements includes the one before it."""
        for name in module_names(self.context.build_root):
            for start, kind in enumerate(_KINDS):
                resolves: tuple[str, ...] = tuple(f"{name}_{each}" for each in _KINDS[start:])
                self.context.create_object(
                    "python_requirements",
                    name=f"{name}-{kind}",
                    source=f"requirements-{name}-{kind}.txt",
                    resolve=Parametrize(*resolves) if len(resolves) > 1 else resolves[0],
                )


def build_file_aliases() -> BuildFileAliases:
    """What BUILD files may call."""
    return BuildFileAliases(
        context_aware_object_factories={
            "consumer_resolves": ConsumerResolves,  # type: ignore[dict-item]  # it returns a value, not a target
            "module_requirements": ModuleRequirements,
        }
    )
