"""Functions that BUILD files call instead of listing modules.

Both read `[python.resolves]`, the one place where a module's resolves are declared.
Pants restarts its daemon when pants.toml changes, so what they return stays true.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import tomlkit
from pants.base.parse_context import ParseContext
from pants.build_graph.build_file_aliases import BuildFileAliases
from pants.engine.internals.parametrize import Parametrize

from pantstack.declarations.model import RESOLVE_KINDS
from pantstack.errors import UserError

_MODULE_RESOLVE = re.compile(rf"^(?P<name>\w+)_(?:{'|'.join(RESOLVE_KINDS)})$")


@dataclass(frozen=True)
class _Resolves:
    """The resolves in `[python]` of pants.toml.

    Attributes:
        modules: the names of all modules that have the three resolves of a module, sorted.
        default: the resolve that shared libraries are tested in.
    """

    modules: tuple[str, ...]
    default: str


def _resolves(build_root: str) -> _Resolves:
    return _parsed(Path(build_root, "pants.toml").read_text(encoding="utf-8"))


# Most BUILD files of a repository call this, and parsing takes its time.
@lru_cache(maxsize=1)
def _parsed(toml: str) -> _Resolves:
    document: dict[str, Any] = tomlkit.parse(toml).unwrap()
    python = document.get("python", {})
    resolves = python.get("resolves", {})
    named = {match["name"] for match in map(_MODULE_RESOLVE.match, resolves) if match}
    modules = (name for name in sorted(named) if all(f"{name}_{kind}" in resolves for kind in RESOLVE_KINDS))
    return _Resolves(tuple(modules), str(python.get("default_resolve", "python-default")))


@dataclass(frozen=True)
class ConsumerResolves:
    """`consumer_resolves()`: every resolve that a facade has to be usable from."""

    context: ParseContext

    def __call__(self, *modules: str) -> Parametrize:
        """Parametrize a target over the default resolve and the resolves of modules.

        Args:
            *modules: paths of modules, to narrow it to these and the one around the BUILD file.

        Raises:
            UserError: if one of them has no resolves; Pants adds the BUILD file.
        """
        known = _resolves(self.context.build_root)
        wanted = known.modules
        if modules:
            around = set(self.context.rel_path.split("/")) & set(known.modules)
            wanted = tuple(sorted({path.rpartition("/")[2] for path in modules} | around))
            unknown = [name for name in wanted if name not in known.modules]
            if unknown:
                raise UserError(
                    f"consumer_resolves: `{unknown[0]}_core` is not in [python.resolves] of pants.toml.",
                    "Add the resolves of that module, or correct its path.",
                )
        return Parametrize(known.default, *(f"{name}_{kind}" for name in wanted for kind in RESOLVE_KINDS))


@dataclass(frozen=True)
class ModuleRequirements:
    """`module_requirements()`: the requirement targets of every module, for 3rdparty/python/BUILD."""

    context: ParseContext

    def __call__(self) -> None:
        """Declare three `python_requirements` a module; each set of requirements includes the one before it."""
        for name in _resolves(self.context.build_root).modules:
            for start, kind in enumerate(RESOLVE_KINDS):
                resolves: tuple[str, ...] = tuple(f"{name}_{each}" for each in RESOLVE_KINDS[start:])
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
