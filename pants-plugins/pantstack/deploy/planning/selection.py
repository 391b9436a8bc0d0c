"""What is requested, against what the repository declares."""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import CycleError
from typing import TYPE_CHECKING, Optional

from pantstack.base.errors import UserError
from pantstack.base.graphs import topological_order, transitive_dependencies
from pantstack.buildfiles.globs import joined
from pantstack.declarations import requested
from pantstack.declarations.model import STACK_NAME, name_of, program_of
from pantstack.deploy.contract.model import Environment, Module
from pantstack.text.escaping import excerpt

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from pantstack.deploy.contract.model import Artifact
    from pantstack.deploy.planning.deploy_options import DeployOptions


@dataclass(frozen=True)
class DeclaredModule:
    """A `pantstack_module` as its BUILD file has it.

    Attributes:
        depends_on: paths of the modules that it depends on.
        deployables: addresses, as written.
        infrastructure: the folder of its program, relative to the module; None where it has none.
        foundation: the path of the foundation that it depends on in the environment at hand, None for none.
        directory: of its BUILD file, None where that is the path.
        deployed_as: the name of its stacks, None where that is the module's.
    """

    path: str
    depends_on: tuple[str, ...] = ()
    deployables: tuple[str, ...] = ()
    infrastructure: Optional[str] = None
    foundation: Optional[str] = None
    directory: Optional[str] = None
    deployed_as: Optional[str] = None

    @property
    def after(self) -> tuple[str, ...]:
        """Paths of what has to be deployed before it."""
        return (*self.depends_on, self.foundation) if self.foundation else self.depends_on

    @property
    def name(self) -> str:
        """The name of its stacks: the last part of the path, or what that was when it was deployed first."""
        return self.deployed_as or name_of(self.path)

    @property
    def program(self) -> str:
        """The folder of its program, relative to the root; its own folder where it has none."""
        return program_of(self.path, self.infrastructure or ".")


def environment(name: Optional[str], known: Sequence[Environment]) -> Environment:
    """Find the requested environment.

    Args:
        name: its name, None or empty if it was not given.

    Raises:
        UserError: if there is no such environment, or none was named.
    """
    names = ", ".join(sorted(environment.name for environment in known))
    if not known:
        raise UserError("No environment is declared.", 'Add `deploy_environment(name="local")` to BUILD at the root.')
    if not name:
        raise UserError(
            f"--env is missing; the environments are: {names}.", f"Choose one, for instance --env={known[0].name}."
        )
    matches = [environment for environment in known if environment.name == name]
    if not matches:
        raise UserError(
            f'Unknown environment "{name}"; the environments are: {names}.',
            "Choose one of them, or declare it with deploy_environment(...) in BUILD at the root.",
        )
    if len(matches) > 1:
        raise UserError(f'Environment "{name}" is declared {len(matches)} times.', "Keep one deploy_environment.")
    return matches[0]


def removed(
    paths: Sequence[str], declared: Sequence[str], projects: Collection[str] = ()
) -> tuple[DeclaredModule, ...]:
    """Return modules that are not in the repository any more, and so are known by their names only.

    Args:
        declared: paths of the modules that are there.
        projects: the names of their stacks, where they have others than the last parts of the paths.

    Raises:
        UserError: if one has no name of a module, or that of another one, whose stack it would be.
    """
    modules = tuple(DeclaredModule(path, infrastructure=".") for path in dict.fromkeys(paths))
    names = {*projects, *map(name_of, declared)}
    for module in modules:
        if module.name in names or not STACK_NAME.fullmatch(module.name):
            raise UserError(
                f"{excerpt(module.path)}: there is no such module.", requested.nearest(module.path, declared)
            )
    _check_names(modules)
    return modules


def check_restart(environment: Environment, options: DeployOptions) -> None:
    """Refuse a restart of what does not run on this machine.

    Raises:
        UserError: if that is so.
    """
    if options.restart and not environment.traits.on_this_machine:
        raise UserError(
            f'--restart is for services of this machine, and those of "{environment.name}" run elsewhere.',
            "Restart them there, or deploy with --force.",
        )


def ordered(
    selected: Sequence[str], declared: Sequence[DeclaredModule], *, reverse: bool
) -> tuple[DeclaredModule, ...]:
    """Put the selected modules into the order in which they are acted on.

    Args:
        reverse: whether dependents come first, as for a destroy.

    Raises:
        UserError: if none is selected, or one cannot be deployed.
    """
    by_path = {module.path: module for module in declared}
    if not selected:
        example = next((module.path for module in declared if module.infrastructure), "modules/orders")
        raise UserError("No module is selected.", f"Select one, for instance: ./pants deploy {example} --env=local")
    for path in selected:
        if path not in by_path:
            raise UserError(f"{path}: is not a module any more.", "Select others, or preview again.")
        _check(by_path[path])
    _check_names([by_path[path] for path in selected])
    try:
        paths = topological_order(selected, {module.path: module.after for module in declared})
    except CycleError as error:
        cycle = error.args[1]
        raise UserError(
            f"{cycle[0]}/BUILD: modules depend on each other, so they have no order: {' -> '.join(cycle)}.",
            "Remove one of them from `depends_on`.",
        ) from error
    modules = tuple(by_path[path] for path in paths)
    return modules[::-1] if reverse else modules


def with_dependencies(selected: Sequence[str], declared: Sequence[DeclaredModule]) -> tuple[str, ...]:
    """Add to the selected modules those that they depend on, as far as these have infrastructure."""
    after = {module.path: module.after for module in declared}
    needed = {dependency for path in selected for dependency in transitive_dependencies(path, after)}
    deployable = (module.path for module in declared if module.infrastructure and module.path in needed)
    return tuple(dict.fromkeys((*selected, *deployable)))


def dependents(selected: Sequence[DeclaredModule], declared: Sequence[DeclaredModule]) -> Mapping[str, tuple[str, ...]]:
    """Name the modules that are not selected and depend on selected ones, each with these."""
    graph = {module.path: module.depends_on for module in declared}
    paths = {module.path for module in selected}
    names = {module.path: module.name for module in declared}
    found = {}
    for module in declared:
        # Another name was never a stack's.
        is_deployed = module.infrastructure and STACK_NAME.fullmatch(module.name)
        needed = paths & set(transitive_dependencies(module.path, graph)) if is_deployed else ()
        if needed and module.path not in paths:
            found[module.name] = tuple(sorted(names[path] for path in needed))
    return found


def _check(module: DeclaredModule) -> None:
    build = joined(module.path if module.directory is None else module.directory, "BUILD")
    if not module.infrastructure:
        raise UserError(
            f"{build}: {module.name} cannot be deployed, it declares no `infrastructure`.",
            'Add `infrastructure="infrastructure"` and the program there, or select other modules.',
        )
    if not STACK_NAME.fullmatch(module.name):
        raise UserError(
            f'{build}: "{module.name}" cannot name a stack.',
            "Rename the folder: at most 63 lower-case letters, digits and underscores, a letter first.",
        )


def _check_names(modules: Sequence[DeclaredModule]) -> None:
    paths: dict[str, str] = {}
    for module in modules:
        if module.name in paths:
            raise UserError(
                f'{module.path}/BUILD: {paths[module.name]} is named "{module.name}" as well.',
                "Rename one of the folders: a stack is named after its module.",
            )
        paths[module.name] = module.path


def planned_module(
    module: DeclaredModule,
    declared: Sequence[DeclaredModule],
    artifacts: Mapping[str, tuple[Artifact, ...]],
    fingerprint: str = "",
) -> Module:
    """Describe a module for the plan.

    Args:
        artifacts: what was packaged, by module path.
    """
    names = {other.path: other.name for other in declared if other.infrastructure}
    needed = transitive_dependencies(module.path, {other.path: other.after for other in declared})
    return Module(
        name=module.name,
        path=module.path,
        infrastructure=module.program,
        depends_on=tuple(sorted(names[path] for path in module.depends_on if path in names)),
        artifacts=artifacts.get(module.path, ()),
        fingerprint=fingerprint,
        after=tuple(sorted(names[path] for path in needed if path in names)),
    )
