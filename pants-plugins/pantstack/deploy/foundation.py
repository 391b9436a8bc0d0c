"""The foundation of an environment: the module that is laid before all others."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Optional

from pantstack.deploy.errors import DeployError
from pantstack.graphs import transitive_dependencies

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pantstack.deploy.contract.plan import Environment
    from pantstack.deploy.request import Declared


def founded(declared: Sequence[Declared], foundation: Optional[str]) -> tuple[Declared, ...]:
    """The modules, those with infrastructure after the foundation, but for what it needs itself.

    Args:
        declared: all modules of the repository.
        foundation: its path, None for none.
    """
    if foundation is None:
        return tuple(declared)
    below = {foundation, *transitive_dependencies(foundation, {each.path: each.depends_on for each in declared})}
    return tuple(
        dataclasses.replace(each, foundation=foundation) if each.infrastructure and each.path not in below else each
        for each in declared
    )


def check(chosen: Environment, declared: Sequence[Declared]) -> None:
    """Refuse an environment whose foundation cannot be laid.

    Args:
        chosen: the environment.
        declared: all modules of the repository.

    Raises:
        DeployError: if that is so.
    """
    path = chosen.foundation
    if path is None or any(each.path == path and each.infrastructure for each in declared):
        return
    fact = "names no `infrastructure`" if any(each.path == path for each in declared) else "is no module"
    raise DeployError(
        f'BUILD: `foundation` of environment "{chosen.name}" is {path}, which {fact}.\n'
        "Name the path of a `pantstack_module` with `infrastructure`, or leave `foundation` out."
    )


def check_selected(selected: Iterable[str], chosen: Environment, known: Sequence[Environment]) -> None:
    """Refuse the foundation of another environment.

    Args:
        selected: paths of modules.
        chosen: where they are to be deployed.
        known: all environments.

    Raises:
        DeployError: if there is one.
    """
    foreign = foreign_to(chosen, known)
    for path in selected:
        if path in foreign:
            names = sorted(each.name for each in known if each.foundation == path)
            raise DeployError(
                f'{path} is the foundation of {", ".join(names)}, and environment "{chosen.name}" does not name it.\n'
                f'Choose --env={names[0]}, or add `foundation="{path}"` to "{chosen.name}" in BUILD at the root.'
            )


def foreign_to(chosen: Environment, known: Iterable[Environment]) -> frozenset[str]:
    """The foundations of other environments.

    Args:
        chosen: the environment.
        known: all environments.
    """
    return frozenset(each.foundation for each in known if each.foundation and each.foundation != chosen.foundation)
