"""What `consumer_resolves()` and `module_requirements()` mean, without Pants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pantstack.buildfiles.evaluation.reader import Create, Macro
from pantstack.buildfiles.evaluation.values import Parametrized, first_unknown
from pantstack.declarations.model import name_of
from pantstack.declarations.module_resolves import ModuleResolves


def macros(resolves: ModuleResolves) -> Mapping[str, Macro]:
    """Return the functions that BUILD files may call.

    Args:
        resolves: of `[python.resolves]`.
    """

    def consumer_resolves(directory: str, _: Create) -> Callable[..., Parametrized]:
        def call(*modules: Any, kinds: Sequence[str] = ()) -> Parametrized:  # noqa: ANN401  whatever a BUILD file holds
            given = (*modules, *(kinds if isinstance(kinds, (list, tuple)) else (None,)))
            if first_unknown(given) or not all(isinstance(each, str) for each in given):
                raise ValueError("consumer_resolves lists something that is not the path of a module")
            names = {*map(name_of, modules), *resolves.around(directory)}
            found = resolves.of(names, kinds)
            return Parametrized(dict(zip(found, found)))

        return call

    def module_requirements(_: str, create: Create) -> Callable[[], None]:
        def call() -> None:
            for name, kind, own in resolves.requirement_files():
                resolve = Parametrized(dict(zip(own, own))) if len(own) > 1 else own[0]
                source = f"requirements-{name}-{kind}.txt"
                create("python_requirements", name=f"{name}-{kind}", source=source, resolve=resolve)

        return call

    return {"consumer_resolves": consumer_resolves, "module_requirements": module_requirements}
