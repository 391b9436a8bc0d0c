"""Functions that BUILD files call instead of listing modules.

Both read `[python.resolves]`, the one place where a module's resolves are declared.
Pants restarts its daemon when pants.toml changes, so what they return stays true.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial, update_wrapper
from pathlib import Path
from typing import Any, Union

import tomlkit
from pants.base.parse_context import ParseContext
from pants.build_graph.build_file_aliases import BuildFileAliases
from pants.engine.internals.parametrize import Parametrize

from pantstack.base.errors import UserError

ResolveKinds = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class _Resolves:
    """The resolves in `[python]` of pants.toml.

    Attributes:
        modules: by the name of each module, sorted, the kinds of its resolves in the order of inclusion.
        default: the resolve that shared libraries are tested in.
    """

    modules: Mapping[str, tuple[str, ...]]
    default: str


def _resolves(build_root: str, kinds: ResolveKinds) -> _Resolves:
    return _parsed(Path(build_root, "pants.toml").read_text(encoding="utf-8"), kinds)


# Most BUILD files of a repository call this, and parsing takes its time.
@lru_cache(maxsize=1)
def _parsed(toml: str, kinds: ResolveKinds) -> _Resolves:
    document: dict[str, Any] = tomlkit.parse(toml).unwrap()
    python = document.get("python", {})
    resolves = python.get("resolves", {})
    modules: dict[str, tuple[str, ...]] = {}
    for group in kinds:
        names = (resolve[: -len(group[0]) - 1] for resolve in resolves if resolve.endswith(f"_{group[0]}"))
        for name in names:
            if name and all(f"{name}_{kind}" in resolves for kind in group):
                modules.setdefault(name, group)
    return _Resolves(dict(sorted(modules.items())), str(python.get("default_resolve", "python-default")))


@dataclass(frozen=True)
class ConsumerResolves:
    """`consumer_resolves()`: every resolve that uses a facade."""

    context: ParseContext
    kinds: ResolveKinds

    def __call__(self, *modules: str) -> Parametrize:
        """Parametrize a target over the default resolve and the resolves of modules.

        Args:
            *modules: paths of modules, to narrow it to these and the one around the BUILD file.

        Raises:
            UserError: if one of them has no resolves; Pants adds the BUILD file.
        """
        known = _resolves(self.context.build_root, self.kinds)
        names = tuple(known.modules)
        if modules:
            around = set(self.context.rel_path.split("/")) & set(known.modules)
            names = tuple(sorted({path.rpartition("/")[2] for path in modules} | around))
            unknown = [name for name in names if name not in known.modules]
            if unknown:
                raise UserError(
                    f"consumer_resolves: [python.resolves] of pants.toml has no resolves of `{unknown[0]}`.",
                    "Add the resolves of that module, or correct its path.",
                )
        return Parametrize(known.default, *(f"{name}_{kind}" for name in names for kind in known.modules[name]))


@dataclass(frozen=True)
class ModuleRequirements:
    """`module_requirements()`: the requirement targets of every module, for 3rdparty/python/BUILD."""

    context: ParseContext
    kinds: ResolveKinds

    def __call__(self) -> None:
        """Declare `python_requirements` per resolve; each set of requirements includes the one before it."""
        for name, kinds in _resolves(self.context.build_root, self.kinds).modules.items():
            for start, kind in enumerate(kinds):
                resolves = tuple(f"{name}_{other}" for other in kinds[start:])
                self.context.create_object(
                    "python_requirements",
                    name=f"{name}-{kind}",
                    source=f"requirements-{name}-{kind}.txt",
                    resolve=Parametrize(*resolves) if len(resolves) > 1 else resolves[0],
                )


def build_file_aliases(kinds: ResolveKinds) -> BuildFileAliases:
    """Return what BUILD files may call.

    Args:
        kinds: the kinds of resolves that a module of a template has, by template; the longest first.
    """

    def factory(function: type[Union[ConsumerResolves, ModuleRequirements]]) -> Callable[[ParseContext], Any]:
        return update_wrapper(partial(function, kinds=kinds), function)

    return BuildFileAliases(
        context_aware_object_factories={
            "consumer_resolves": factory(ConsumerResolves),
            "module_requirements": factory(ModuleRequirements),
        }
    )
