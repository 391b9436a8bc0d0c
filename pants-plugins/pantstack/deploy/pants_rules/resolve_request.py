"""What a call of the goal means: environment, modules, and whether they may be deployed from here."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from pants.engine.target import Target

from pantstack.declarations.model import Catalog
from pantstack.declarations.pants_rules.calls import catalog
from pantstack.declarations.targets import PantstackModule
from pantstack.deploy import credentials, foundation, request
from pantstack.deploy.contract.plan import Environment, Plan, Prune
from pantstack.deploy.deploy_options import Asked
from pantstack.deploy.pants_rules import module_inputs, worktree
from pantstack.deploy.pants_rules.module_inputs import Repository
from pantstack.deploy.pants_rules.packaging import Packaged
from pantstack.deploy.pants_rules.targets import DeployEnvironment, environment_of
from pantstack.deploy.request import DeclaredModule
from pantstack.deploy.worktree import Worktree, check
from pantstack.errors import UserError, UserErrors
from pantstack.pants_port import targets


@dataclass(frozen=True)
class Decision:
    """What to do.

    Attributes:
        environment: where to act.
        known: all environments.
        modules: the modules to act on, in order; none if none is affected.
        declared: all modules of the repository.
        tree: the work tree.
        catalog: the same modules, as the checker has them.
        origin: the environment to promote from, None for none.
        gone: whether it is also about modules that are not in the repository any more.
    """

    environment: Environment
    known: tuple[Environment, ...]
    modules: tuple[DeclaredModule, ...]
    declared: tuple[DeclaredModule, ...]
    tree: Worktree
    catalog: Catalog
    origin: Optional[Environment] = None
    gone: bool = False


async def decide(asked: Asked, selected: Iterable[Target], user: Mapping[str, str], repository: Repository) -> Decision:
    """Decide, before anything is built.

    Args:
        asked: the command line.
        selected: the targets that the specs select.
        user: environment variables of the user.
        repository: the repository.

    Raises:
        UserError: if it makes no sense, or is not allowed.
    """
    asked.check()
    paths = tuple(each.address.spec_path for each in selected if isinstance(each, PantstackModule))
    if asked.prune and paths:
        raise UserError("--prune is for the whole repository.", "Select no modules with it.")
    if asked.plan:
        asked, paths = _as_previewed(asked, paths, Path(repository.root, asked.plan))
    found = await catalog()
    known = tuple(environment_of(each) for each in await targets.declared() if isinstance(each, DeployEnvironment))
    environment = _environment(asked, known)
    origin = request.environment(asked.promote_from, known) if asked.promote_from else None
    if found.errors:
        summary = UserError("The declarations have errors, so nothing was deployed.", "Fix them and run again:")
        raise UserErrors((summary, *found.errors))
    bare = tuple(
        DeclaredModule(each.path, each.depends_on, each.deployables, each.infrastructure)
        for each in found.catalog.modules
    )
    declared = foundation.with_foundation(bare, environment.foundation)
    tree = worktree.read(repository.root, without=(asked.plan or "", asked.plan_out or ""))
    if not asked.is_report:
        foundation.check(environment, declared)
        foundation.check_selected(paths, environment, known)
        credentials.check(environment, user)
    if asked.action in {"up", "destroy"}:
        check(environment, tree)
    others = frozenset() if asked.is_report else foundation.foundations_of_others(environment, known)
    modules = await _modules(asked, paths, tuple(each for each in declared if each.path not in others), repository)
    gone = asked.action in {"status", "history"} and not (paths or asked.affected_since)
    return Decision(environment, known, modules, declared, tree, found.catalog, origin, gone)


async def _modules(
    asked: Asked, paths: tuple[str, ...], declared: tuple[DeclaredModule, ...], repository: Repository
) -> tuple[DeclaredModule, ...]:
    """The modules to act on, in order; none if none is affected."""
    wide = asked.is_report or bool(asked.affected_since)
    paths = paths or tuple(each.path for each in declared if each.infrastructure and wide)
    if asked.affected_since and paths:
        candidates = request.ordered(paths, declared, reverse=False)
        change = worktree.changed_since(repository.root, asked.affected_since)
        paths = await module_inputs.affected_by(change, candidates, repository)
        if not paths:
            return ()
    if asked.with_dependencies:
        paths = request.with_dependencies(paths, declared)
    found = request.ordered(paths, declared, reverse=asked.destroy)
    if asked.set_secret and len(found) > 1:
        names = " and ".join(each.name for each in found)
        raise UserError(f"--set-secret={asked.set_secret} is for one module, not for {names}.", "Select one of them.")
    return found


def planned(
    asked: Asked,
    decision: Decision,
    root: str,
    packaged: Packaged,
    fingerprints: Sequence[str],
) -> Plan:
    """The plan.

    Args:
        asked: the command line.
        decision: what it means.
        root: of the repository.
        packaged: what was packaged.
        fingerprints: of each module's infrastructure.
    """
    modules = zip(decision.modules, fingerprints)
    return Plan(
        action=asked.action,
        root=root,
        confirmed=asked.yes,
        environment=decision.environment,
        modules=tuple(
            request.planned_module(each, decision.declared, packaged.artifacts, said) for each, said in modules
        ),
        environments=_reported(asked, decision),
        commit=decision.tree.commit,
        dirty=bool(decision.tree.uncommitted),
        force=asked.force,
        rollback=asked.rollback,
        promote_from=decision.origin,
        plan_out=asked.plan_out,
        plan_in=asked.plan,
        format=asked.format,
        jobs=asked.jobs,
        events=asked.events,
        unlock=asked.unlock,
        secret=asked.set_secret,
        prune=_prune(asked, decision, packaged.runner) if asked.prune else None,
        gone=decision.gone,
    )


def _reported(asked: Asked, decision: Decision) -> tuple[Environment, ...]:
    """The environments that the runner has to know for a report; a prune removes nothing that any of them needs."""
    if not asked.is_report:
        return ()
    return decision.known if asked.prune else _meant(asked, decision)


def _meant(asked: Asked, decision: Decision) -> tuple[Environment, ...]:
    """The environments that a report is about."""
    return (decision.environment,) if asked.env else decision.known


def _prune(asked: Asked, decision: Decision, runner: str) -> Prune:
    return Prune(asked.keep, runner, tuple(each.name for each in _meant(asked, decision)), asked.preview)


def _environment(asked: Asked, known: tuple[Environment, ...]) -> Environment:
    if asked.is_report and known and not asked.env:
        return known[0]
    return request.environment(asked.env, known)


def _as_previewed(asked: Asked, paths: tuple[str, ...], file: Path) -> tuple[Asked, tuple[str, ...]]:
    """The environment and the modules of a preview; the runner looks at the rest."""
    if paths:
        raise UserError(f"--plan={asked.plan} says which modules are deployed.", "Select none with it.")
    try:
        said = json.loads(file.read_bytes())
        name = str(said["environment"]["name"])
        found = tuple(str(each["path"]) for each in said["modules"])
    except OSError as error:
        raise UserError(
            f"{asked.plan}: cannot be read ({error.strerror}).", "Preview with --plan-out first."
        ) from error
    except (ValueError, LookupError, TypeError) as error:
        raise UserError(f"{asked.plan}: is not a file of --plan-out.", "Preview again with --plan-out.") from error
    if asked.env and asked.env != name:
        raise UserError(f"{asked.plan}: is for --env={name}, not {asked.env}.", "Remove --env.")
    return dataclasses.replace(asked, env=name), found
