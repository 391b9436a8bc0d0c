"""The goal `adopt`: shows what a repository lacks to have Pantstack, and writes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from importlib import metadata

from pants.base.build_root import BuildRoot
from pants.base.specs import Specs
from pants.engine.console import Console
from pants.engine.fs import Workspace
from pants.engine.goal import Goal
from pants.engine.rules import Rule, collect_rules, goal_rule
from pants.version import VERSION

from pantstack.adopt import report, settings
from pantstack.adopt.model import BOUNDARIES, Changes
from pantstack.adopt.pants_rules.options import AdoptSubsystem, stages
from pantstack.adopt.settings import Installation
from pantstack.base import shipped
from pantstack.base.errors import SUCCESS, UserError, UserErrors
from pantstack.boundaries.adoption.model import Options
from pantstack.boundaries.pants_rules import calls, propose_modules
from pantstack.boundaries.pants_rules.evaluation import CheckResult
from pantstack.boundaries.pants_rules.options import PantstackLint
from pantstack.declarations.configuration import FILE
from pantstack.pants_port import targets, workspace

NOTHING = "Nothing to do: what was requested is there already.\n"


class Adopt(Goal):
    """`pants adopt`."""

    subsystem_cls = AdoptSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@goal_rule
async def adopt(  # noqa: PLR0913, PLR0917  Pants hands over by type
    console: Console,
    options: AdoptSubsystem,
    lint: PantstackLint,
    specs: Specs,
    place: Workspace,
    root: BuildRoot,
) -> Adopt:
    """Find out what is missing, then show or write all of it."""
    try:
        requested = stages(options, has_specs=bool(specs))
        if workspace.undo_interrupted(place, root.path):
            console.print_stderr("adopt: undid what an interrupted run had written.")
        _refuse(await calls.broken_build_files())
        result = await calls.check_result()
        _refuse(result.errors)
        facts = _Facts(result, await targets.source_roots(), root.path, lint.baseline)
        changes, text = _plan(facts, options, requested)
        _deliver(console, place, facts, changes, text, write=options.write)
    except (UserError, UserErrors) as error:
        errors = error.errors if isinstance(error, UserErrors) else (error,)
        for each in errors:
            console.print_stderr(f"adopt: {each}")
        return Adopt(errors[0].exit_code)
    return Adopt(SUCCESS)


def _refuse(errors: tuple[UserError, ...]) -> None:
    """Raise if there are errors."""
    if errors:
        raise UserErrors(errors)


@dataclass(frozen=True)
class _Facts:
    """What is known of the repository.

    Attributes:
        baseline: its path.
    """

    result: CheckResult
    source_roots: tuple[str, ...]
    root: str
    baseline: str


def _plan(facts: _Facts, options: AdoptSubsystem, requested: Collection[str]) -> tuple[Changes, str]:
    """Plan what to write, and describe the proposed modules.

    Raises:
        UserError: where something is in the way.
        UserErrors: where modules could not be imported.
    """
    existing = workspace.texts(facts.root, (FILE, settings.GITIGNORE, settings.BOOTSTRAP))
    changes = settings.settings(existing, _installation())
    if BOUNDARIES not in requested:
        return changes, ""
    proposed, text = _boundaries(facts, Options(options.depth or None, tuple(options.under)))
    return changes.then(proposed), text


def _deliver(  # noqa: PLR0913  the goal in parts
    console: Console, place: Workspace, facts: _Facts, changes: Changes, text: str, *, write: bool
) -> None:
    """Write the changes, or show them."""
    existing = workspace.texts(facts.root, changes.texts)
    parts = [text, report.notes(changes)]
    if not changes.texts:
        parts.append(NOTHING)
    elif write:
        fresh = [path for path in changes.texts if path not in existing]
        workspace.write(place, facts.root, changes.texts, fresh, changes.executable)
        parts.append(report.written(changes, existing))
    else:
        parts.append(report.proposed(changes, existing, (facts.baseline,)))
        parts.append("Nothing was written; to write it: --write.\n")
    console.write_stdout("\n".join(filter(None, parts)))


def _installation() -> Installation:
    """Find out how Pantstack is here."""
    try:
        version = metadata.version("pantstack")
    except metadata.PackageNotFoundError:
        version = ""
    try:
        (bootstrap,) = shipped.read(settings.BOOTSTRAP).values()
    except LookupError:
        return Installation(VERSION, version)
    return Installation(VERSION, version, bootstrap.decode("utf-8"))


def _boundaries(facts: _Facts, options: Options) -> tuple[Changes, str]:
    """Propose modules.

    Raises:
        UserError: where an option is wrong.
        UserErrors: where they could not be imported.
    """
    proposal = propose_modules.proposal(facts.result, facts.source_roots, facts.root, options, facts.baseline)
    _refuse(proposal.errors)
    is_declared = not proposal.value.files and facts.result.facts.project.catalog.modules
    return Changes(proposal.value.files), "" if is_declared else proposal.value.text


def rules() -> Iterable[Rule]:
    """The rules of the goal."""
    return collect_rules()
