"""From what the user asked and what the repository declares to what is to be done."""

from __future__ import annotations

import re
from dataclasses import dataclass
from graphlib import CycleError
from typing import TYPE_CHECKING, Final, Optional

from pantstack.declarations.model import name_of, program_of
from pantstack.deploy.contract.plan import Environment, Module
from pantstack.deploy.credentials import missing
from pantstack.deploy.errors import DeployError
from pantstack.graphs import topological_order, transitive_dependencies

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pantstack.deploy.contract.plan import Artifact

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True)
class Declared:
    """A `pantstack_module` as its BUILD file has it.

    Attributes:
        path: its folder.
        depends_on: paths of the modules that it depends on.
        deployables: addresses, as written.
        infrastructure: the folder of its program, relative to the module; None where it has none.
        foundation: the path of the module that is laid before it in the environment at hand; None if there is none.
    """

    path: str
    depends_on: tuple[str, ...] = ()
    deployables: tuple[str, ...] = ()
    infrastructure: Optional[str] = None
    foundation: Optional[str] = None

    @property
    def after(self) -> tuple[str, ...]:
        """Paths of what has to be up before it."""
        return (*self.depends_on, self.foundation) if self.foundation else self.depends_on

    @property
    def name(self) -> str:
        """The last part of the path."""
        return name_of(self.path)

    @property
    def program(self) -> str:
        """The folder of its program, relative to the root; its own folder where it has none."""
        return program_of(self.path, self.infrastructure or ".")


def environment(name: Optional[str], known: Sequence[Environment]) -> Environment:
    """The environment that was asked for.

    Args:
        name: its name, None or empty if it was not given.
        known: the environments that the repository declares.

    Raises:
        DeployError: if there is no such environment, or none was named.
    """
    names = ", ".join(sorted(each.name for each in known)) or "none"
    if not known:
        raise DeployError('No environment is declared.\nAdd `deploy_environment(name="local")` to BUILD at the root.')
    if not name:
        raise DeployError(f"--env is missing; the environments are: {names}.\nAdd for instance --env={known[0].name}.")
    found = [each for each in known if each.name == name]
    if not found:
        raise DeployError(
            f'No environment "{name}"; the environments are: {names}.\n'
            "Choose one of them, or declare it with deploy_environment(...) in BUILD at the root."
        )
    if len(found) > 1:
        raise DeployError(f'Environment "{name}" is declared {len(found)} times.\nKeep one deploy_environment.')
    return found[0]


def check_credentials(chosen: Environment, variables: Mapping[str, str]) -> None:
    """Refuse an environment that cannot be reached.

    Args:
        chosen: the environment.
        variables: environment variables of the user.

    Raises:
        DeployError: if something is missing.
    """
    lacks = missing(chosen, variables)
    if lacks:
        raise DeployError(f'Environment "{chosen.name}" cannot be reached: {lacks}.')


def modules(selected: Sequence[str], declared: Sequence[Declared], *, reverse: bool) -> tuple[Declared, ...]:
    """The selected modules in the order in which they are to be taken.

    Args:
        selected: paths of the selected modules.
        declared: all modules of the repository.
        reverse: whether dependents come first, as for taking down.

    Raises:
        DeployError: if none is selected, or one cannot be deployed.
    """
    by_path = {each.path: each for each in declared}
    if not selected:
        example = next((each.path for each in declared if each.infrastructure), "modules/orders")
        raise DeployError(f"No module is selected.\nName one, for instance: ./pants deploy {example} --env=local")
    for path in selected:
        if path not in by_path:
            raise DeployError(f"{path}: is no module any more.\nSelect others, or preview again.")
        _check(by_path[path])
    _check_names([by_path[path] for path in selected])
    try:
        paths = topological_order(selected, {each.path: each.after for each in declared})
    except CycleError as error:
        cycle = error.args[1]
        raise DeployError(
            f"{cycle[0]}/BUILD: no order is possible, the modules depend on each other: {' -> '.join(cycle)}.\n"
            "Take one of them out of `depends_on`."
        ) from error
    ordered = tuple(by_path[path] for path in paths)
    return ordered[::-1] if reverse else ordered


def with_dependencies(selected: Sequence[str], declared: Sequence[Declared]) -> tuple[str, ...]:
    """The selected modules, and of those that they depend on all that have infrastructure.

    Args:
        selected: paths of the selected modules.
        declared: all modules of the repository.
    """
    after = {each.path: each.after for each in declared}
    below = {path for each in selected for path in transitive_dependencies(each, after)}
    return tuple(
        dict.fromkeys((*selected, *(each.path for each in declared if each.infrastructure and each.path in below)))
    )


def _check(module: Declared) -> None:
    build = f"{module.path}/BUILD"
    if not module.infrastructure:
        raise DeployError(
            f"{build}: {module.name} cannot be deployed, it names no `infrastructure`.\n"
            'Add `infrastructure="infrastructure"` and the program there, or select other modules.'
        )
    if not _NAME.fullmatch(module.name):
        raise DeployError(
            f'{build}: "{module.name}" cannot name a stack.\n'
            "Rename the folder to lower-case letters, digits and underscores, a letter first."
        )


def _check_names(chosen: Sequence[Declared]) -> None:
    seen: dict[str, str] = {}
    for module in chosen:
        if module.name in seen:
            raise DeployError(
                f'{module.path}/BUILD: {seen[module.name]} is named "{module.name}" as well.\n'
                "Rename one of the folders: a stack is named after its module."
            )
        seen[module.name] = module.path


def as_planned(
    module: Declared,
    declared: Sequence[Declared],
    artifacts: Mapping[str, tuple[Artifact, ...]],
    fingerprint: str = "",
) -> Module:
    """A module as the plan has it.

    Args:
        module: the module.
        declared: all modules of the repository.
        artifacts: what was packaged, by module path.
        fingerprint: of all that its program is made of.
    """
    called = {each.path: each.name for each in declared if each.infrastructure}
    below = transitive_dependencies(module.path, {each.path: each.after for each in declared})
    return Module(
        name=module.name,
        path=module.path,
        infrastructure=module.program,
        depends_on=tuple(sorted(called[path] for path in module.depends_on if path in called)),
        artifacts=artifacts.get(module.path, ()),
        fingerprint=fingerprint,
        after=tuple(sorted(called[path] for path in below if path in called)),
    )
