"""The order in which modules are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pantstack.deploy.errors import DeployError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def in_order(selected: Iterable[str], depends_on: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The selected modules, each after those that it depends on, also through modules that are not selected.

    Args:
        selected: module paths.
        depends_on: by module path, the paths of the modules that it depends on.

    Raises:
        DeployError: if modules depend on each other.
    """
    done: dict[str, None] = {}
    for path in sorted(selected):
        _visit(path, depends_on, done, ())
    chosen = set(selected)
    return tuple(path for path in done if path in chosen)


def beneath(path: str, depends_on: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The modules that a module depends on, directly or through others.

    Args:
        path: the module's path.
        depends_on: by module path, the paths of the modules that it depends on.
    """
    found: dict[str, None] = {}
    waiting = [path]
    while waiting:
        fresh = [each for each in depends_on.get(waiting.pop(), ()) if each not in found]
        found.update(dict.fromkeys(fresh))
        waiting.extend(fresh)
    return frozenset(found)


def _visit(path: str, depends_on: Mapping[str, Iterable[str]], done: dict[str, None], trail: tuple[str, ...]) -> None:
    if path in done:
        return
    if path in trail:
        circle = " -> ".join((*trail[trail.index(path) :], path))
        raise DeployError(
            f"{path}/BUILD: no order is possible, the modules depend on each other: {circle}.\n"
            "Take one of them out of `depends_on`."
        )
    for other in sorted(depends_on.get(path, ())):
        _visit(other, depends_on, done, (*trail, path))
    done[path] = None
