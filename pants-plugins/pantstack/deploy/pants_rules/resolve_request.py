"""Resolves the command line: environment, modules, and whether they may be deployed from here."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from pants.base.specs import Specs

from pantstack.base.errors import UserError, UserErrors
from pantstack.declarations import requested
from pantstack.declarations.model import Catalog
from pantstack.declarations.pants_rules import build_errors
from pantstack.declarations.pants_rules.calls import catalog
from pantstack.declarations.pants_rules.rules import FoundCatalog
from pantstack.deploy.contract.model import Environment
from pantstack.deploy.contract.requests import REQUESTS, VERSION, Context, Request
from pantstack.deploy.pants_rules import module_inputs, worktree
from pantstack.deploy.pants_rules.module_inputs import Repository
from pantstack.deploy.pants_rules.packaging import Packaged
from pantstack.deploy.pants_rules.selected import selected_modules, selected_targets
from pantstack.deploy.pants_rules.targets import DeployEnvironment, environment_of
from pantstack.deploy.planning import foundation, selection, undeclared
from pantstack.deploy.planning.deploy_options import REPORTS, DeployOptions
from pantstack.deploy.planning.selection import DeclaredModule
from pantstack.deploy.preconditions import credentials
from pantstack.deploy.preconditions import repository as preconditions
from pantstack.deploy.preconditions.worktree import Worktree, check
from pantstack.pants_port import targets


@dataclass(frozen=True)
class ResolvedRequest:
    """What the command line means.

    Attributes:
        modules: the modules to act on, in order; none if none is affected.
        catalog: the same modules, as the checker has them.
        include_removed: whether a report also covers modules that are not in the repository any more.
        removed: requested modules that are not in the repository any more.
        left: environments that are not declared any more, and that a report covers as well.
    """

    environment: Environment
    known: tuple[Environment, ...]
    modules: tuple[DeclaredModule, ...]
    declared: tuple[DeclaredModule, ...]
    tree: Worktree
    catalog: Catalog
    promote_from: Optional[Environment] = None
    include_removed: bool = False
    removed: tuple[DeclaredModule, ...] = ()
    left: tuple[Environment, ...] = ()

    def context(self, root: str) -> Context:
        """Return where the runner acts."""
        return Context(root, self.environment, self.tree.commit, bool(self.tree.uncommitted))


# Stands before what awaits it: Pants 2.17 looks for it when that is defined.
async def _read_declarations(
    repository: Repository,
) -> tuple[FoundCatalog, dict[str, frozenset[str]], tuple[Environment, ...]]:
    """Read modules, the names of all targets by folder, and environments.

    Raises:
        UserErrors: if a BUILD file cannot be read.
        UserError: if the repository lacks what every deploy needs.
    """
    try:
        found, all_targets = await catalog(), await targets.declared()
    except Exception as error:
        raise await build_errors.explain(error, repository.aliases) from error
    names = targets.names(all_targets)
    environments = tuple(environment_of(each) for each in all_targets if isinstance(each, DeployEnvironment))
    runner = module_inputs.runner_of(repository, all_targets)
    preconditions.check(runner, names, environments, Path(repository.root))
    return found, names, environments


async def resolve_request(
    options: DeployOptions, specs: Specs, user: Mapping[str, str], repository: Repository
) -> ResolvedRequest:
    """Resolve and check the command line, before anything is packaged.

    Raises:
        UserError: if it makes no sense, or is not allowed.
        UserErrors: if declarations have errors.
    """
    found, names, known = await _read_declarations(repository)
    declared = _declared(found.catalog)
    also_gone = options.action in undeclared.OF_THE_PAST
    selected, gone = await selected_targets(specs, names, declared, repository.root, also_gone=also_gone)
    paths = selected_modules(selected, found.catalog)
    options.check(selected=bool(paths))
    if options.plan:
        options, paths = _as_previewed(options, paths, Path(repository.root, options.plan))
    environment, left = undeclared.choose(options, known, Path(repository.root))
    promote_from = selection.environment(options.promote_from, known) if options.promote_from else None
    paths_of_all = [module.path for module in declared]
    removed = selection.removed(gone, paths_of_all, {module.name for module in declared})
    if not (options.action in REPORTS or (removed and not paths)):
        _refuse(found.errors)
    declared = foundation.with_foundation(declared, environment.foundation)
    tree = worktree.read(repository.root, without=(options.plan or "", options.plan_out or ""))
    if not options.is_report:
        foundation.check(environment, declared)
        foundation.check_selected(paths, environment, known)
        credentials.check(environment, user)
        selection.check_restart(environment, options)
    if options.action in {"up", "destroy"}:
        check(environment, tree)
    others = frozenset() if options.is_report else foundation.foundations_of_others(environment, known)
    candidates = tuple(module for module in declared if module.path not in others)
    modules = () if removed and not paths else await _modules(options, paths, candidates, repository)
    everything = options.action in REPORTS and not (paths or removed or options.affected_since)
    return ResolvedRequest(
        environment, known, modules, declared, tree, found.catalog, promote_from, everything, removed, left
    )


def _refuse(errors: Sequence[UserError]) -> None:
    """Refuse declarations that have errors.

    Raises:
        UserErrors: if there are any.
    """
    if errors:
        summary = UserError("The declarations have errors, so nothing was deployed.", "Fix them and run again:")
        raise UserErrors((summary, *errors))


def _declared(catalog: Catalog) -> tuple[DeclaredModule, ...]:
    return tuple(
        DeclaredModule(
            module.path,
            module.depends_on,
            module.deployables,
            module.infrastructure,
            directory=module.directory,
            deployed_as=module.deployed_as,
        )
        for module in catalog.modules
    )


async def _modules(
    options: DeployOptions, paths: tuple[str, ...], declared: tuple[DeclaredModule, ...], repository: Repository
) -> tuple[DeclaredModule, ...]:
    """Choose the modules to act on, in order; none if none is affected."""
    takes_all = options.is_report or bool(options.affected_since)
    paths = paths or tuple(module.path for module in declared if module.infrastructure and takes_all)
    if options.is_report and not paths:
        return ()
    if options.affected_since and paths:
        candidates = selection.ordered(paths, declared, reverse=False)
        change = worktree.changed_since(repository.root, options.affected_since)
        paths = await module_inputs.affected_by(change, candidates, repository)
        if not paths:
            return ()
    if options.with_dependencies:
        paths = selection.with_dependencies(paths, declared)
    modules = selection.ordered(paths, declared, reverse=options.destroy)
    if options.set_secret and len(modules) > 1:
        names = " and ".join(module.name for module in modules)
        message = f"--set-secret={options.set_secret} is for one module, not for {names}."
        raise UserError(message, "Select one of them.")
    return modules


def build_request(
    options: DeployOptions,
    resolved: ResolvedRequest,
    packaged: Packaged,
    fingerprints: Sequence[str],
    gates: tuple[str, ...],
) -> Request:
    """Build the request for the runner.

    Args:
        fingerprints: of each module's infrastructure.
    """
    reported = (resolved.environment,) if options.env else (*resolved.known, *resolved.left)
    deployable = [module.path for module in resolved.declared if module.infrastructure]
    removed = tuple(selection.planned_module(module, resolved.declared, {}) for module in resolved.removed)
    fields: dict[str, Any] = {
        **dataclasses.asdict(options),
        # What they depended on is not known any more, so they come before everything else.
        "modules": removed
        + tuple(
            selection.planned_module(module, resolved.declared, packaged.artifacts, fingerprint)
            for module, fingerprint in zip(resolved.modules, fingerprints)
        ),
        "confirmed": options.yes,
        "dependents": selection.dependents(resolved.modules, resolved.declared),
        "promote_from": resolved.promote_from,
        "saved_plan": options.plan,
        "gates": gates,
        # A prune removes nothing that any environment needs.
        "environments": reported if options.action in REPORTS else resolved.known,
        "undeclared": tuple(each.name for each in resolved.left),
        "removed": {module.name: requested.nearest(module.path, deployable) for module in resolved.removed},
        "include_removed": resolved.include_removed,
        "key": options.set_secret,
        "selected": tuple(environment.name for environment in reported),
        "runner": packaged.runner,
    }
    kind = REQUESTS[options.action]
    return kind(**{field.name: fields[field.name] for field in dataclasses.fields(kind)})


def _as_previewed(options: DeployOptions, paths: tuple[str, ...], file: Path) -> tuple[DeployOptions, tuple[str, ...]]:
    """Read environment and modules of a preview; the runner reads the rest."""
    if paths:
        raise UserError(f"--plan={options.plan} says which modules are deployed.", "Select none with it.")
    try:
        plan = json.loads(file.read_bytes())
        version = plan["version"]
        environment = str(plan["context"]["environment"]["name"]) if version == VERSION else ""
        previewed = tuple(str(module["path"]) for module in plan["request"]["modules"]) if version == VERSION else ()
    except OSError as error:
        raise UserError(
            f"{options.plan}: cannot be read ({error.strerror}).", "Preview with --plan-out first."
        ) from error
    except (ValueError, LookupError, TypeError) as error:
        raise UserError(f"{options.plan}: is not a file of --plan-out.", "Preview again with --plan-out.") from error
    if version != VERSION:
        message = f"{options.plan}: is a plan of version {version}, and this Pantstack reads version {VERSION}."
        raise UserError(message, "Preview again with --plan-out.")
    if options.env and options.env != environment:
        raise UserError(f"{options.plan}: is for --env={environment}, not {options.env}.", "Remove --env.")
    return dataclasses.replace(options, env=environment), previewed
