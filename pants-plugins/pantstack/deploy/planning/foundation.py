"""The foundation of an environment: the module that is deployed before all others."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Optional

from pantstack.base.errors import UserError
from pantstack.base.graphs import transitive_dependencies

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pantstack.deploy.contract.model import Environment
    from pantstack.deploy.planning.selection import DeclaredModule


def with_foundation(declared: Sequence[DeclaredModule], foundation: Optional[str]) -> tuple[DeclaredModule, ...]:
    """Make every module with infrastructure depend on the foundation, except itself and what it needs."""
    if foundation is None:
        return tuple(declared)
    graph = {module.path: module.depends_on for module in declared}
    needed = {foundation, *transitive_dependencies(foundation, graph)}
    return tuple(
        dataclasses.replace(module, foundation=foundation)
        if module.infrastructure and module.path not in needed
        else module
        for module in declared
    )


def check(environment: Environment, declared: Sequence[DeclaredModule]) -> None:
    """Refuse an environment whose foundation cannot be deployed.

    Raises:
        UserError: if that is so.
    """
    path = environment.foundation
    if path is None or any(module.path == path and module.infrastructure for module in declared):
        return
    is_module = any(module.path == path for module in declared)
    reason = "declares no `infrastructure`" if is_module else "is not a module"
    raise UserError(
        f'BUILD: `foundation` of environment "{environment.name}" is {path}, which {reason}.',
        "Write the path of a `pantstack_module` with `infrastructure`, or remove `foundation`.",
    )


def check_selected(selected: Iterable[str], environment: Environment, known: Sequence[Environment]) -> None:
    """Refuse to deploy the foundation of another environment.

    Raises:
        UserError: if it is selected.
    """
    foreign = foundations_of_others(environment, known)
    for path in selected:
        if path in foreign:
            names = sorted(other.name for other in known if other.foundation == path)
            raise UserError(
                f"{path} is the foundation of {', '.join(names)},"
                f' and environment "{environment.name}" does not declare it.',
                f'Use --env={names[0]}, or add `foundation="{path}"` to "{environment.name}" in BUILD at the root.',
            )


def foundations_of_others(environment: Environment, known: Iterable[Environment]) -> frozenset[str]:
    """Collect the foundations of other environments."""
    return frozenset(other.foundation for other in known if other.foundation) - {environment.foundation or ""}
