"""What a call of the goal means: environment, modules, and whether they may be deployed from here."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from pants.engine.target import Target

from pantstack.declarations.model import Catalog
from pantstack.declarations.pants_rules.calls import catalog
from pantstack.declarations.targets import PantstackModule
from pantstack.deploy import credentials, foundation, request
from pantstack.deploy.contract.model import Environment
from pantstack.deploy.contract.requests import REQUESTS, VERSION, Context, Request
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

    def context(self, root: str) -> Context:
        """Return where the runner acts.

        Args:
            root: of the repository.
        """
        return Context(root, self.environment, self.tree.commit, bool(self.tree.uncommitted))


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


def build_request(
    asked: Asked, decision: Decision, packaged: Packaged, fingerprints: Sequence[str], gates: tuple[str, ...]
) -> Request:
    """Return the request for the runner.

    Args:
        asked: the command line.
        decision: what it means.
        packaged: what was packaged.
        fingerprints: of each module's infrastructure.
        gates: those that passed.
    """
    modules = zip(decision.modules, fingerprints)
    reported = (decision.environment,) if asked.env else decision.known
    fields: dict[str, Any] = {
        "modules": tuple(
            request.planned_module(module, decision.declared, packaged.artifacts, fingerprint)
            for module, fingerprint in modules
        ),
        "jobs": asked.jobs,
        "events": asked.events,
        "unlock": asked.unlock,
        "confirmed": asked.yes,
        "force": asked.force,
        "rollback": asked.rollback,
        "promote_from": decision.origin,
        "saved_plan": asked.plan,
        "plan_out": asked.plan_out,
        "gates": gates,
        # A prune removes nothing that any environment needs.
        "environments": decision.known if asked.prune else reported,
        "format": asked.format,
        "include_removed": decision.gone,
        "key": asked.set_secret,
        "selected": tuple(environment.name for environment in reported),
        "keep": asked.keep,
        "runner": packaged.runner,
        "preview": asked.preview,
    }
    kind = REQUESTS[asked.action]
    return kind(**{field.name: fields[field.name] for field in dataclasses.fields(kind)})


def _environment(asked: Asked, known: tuple[Environment, ...]) -> Environment:
    if asked.is_report and known and not asked.env:
        return known[0]
    return request.environment(asked.env, known)


def _as_previewed(asked: Asked, paths: tuple[str, ...], file: Path) -> tuple[Asked, tuple[str, ...]]:
    """The environment and the modules of a preview; the runner looks at the rest."""
    if paths:
        raise UserError(f"--plan={asked.plan} says which modules are deployed.", "Select none with it.")
    try:
        plan = json.loads(file.read_bytes())
        if plan["version"] != VERSION:
            raise UserError(
                f"{asked.plan}: is a plan of version {plan['version']}, and this Pantstack reads version {VERSION}.",
                "Preview again with --plan-out.",
            )
        name = str(plan["context"]["environment"]["name"])
        found = tuple(str(module["path"]) for module in plan["request"]["modules"])
    except OSError as error:
        raise UserError(
            f"{asked.plan}: cannot be read ({error.strerror}).", "Preview with --plan-out first."
        ) from error
    except (ValueError, LookupError, TypeError) as error:
        raise UserError(f"{asked.plan}: is not a file of --plan-out.", "Preview again with --plan-out.") from error
    if asked.env and asked.env != name:
        raise UserError(f"{asked.plan}: is for --env={name}, not {asked.env}.", "Remove --env.")
    return dataclasses.replace(asked, env=name), found
