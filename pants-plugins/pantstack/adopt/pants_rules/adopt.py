"""The goal `adopt`: shows what a repository lacks to have Pantstack, and writes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from importlib import metadata

from pants.base.build_root import BuildRoot
from pants.base.specs import Specs
from pants.engine.console import Console
from pants.engine.fs import FileContent, Workspace
from pants.engine.goal import Goal
from pants.engine.rules import Rule, collect_rules, goal_rule
from pants.engine.target import RegisteredTargetTypes
from pants.util.docutil import bin_name
from pants.version import VERSION

from pantstack.adopt import choose_source, report, settings
from pantstack.adopt.choose_source import READERS
from pantstack.adopt.deploy_stage import deploy
from pantstack.adopt.model import BOUNDARIES, DEPLOY, SCAFFOLD, Changes, Repository
from pantstack.adopt.pants_rules.boundaries_stage import boundaries
from pantstack.adopt.pants_rules.options import AdoptSubsystem, stages
from pantstack.adopt.scaffold.scaffold_stage import scaffold
from pantstack.adopt.settings import Installation
from pantstack.adopt.sources.model import ForeignFiles
from pantstack.base import shipped
from pantstack.base.errors import SUCCESS, UserError, UserErrors
from pantstack.boundaries.adoption.model import Options
from pantstack.boundaries.pants_rules import calls
from pantstack.boundaries.pants_rules.options import PantstackLint
from pantstack.boundaries.pants_rules.propose_modules import Place
from pantstack.boundaries.run.evaluation import CheckResult
from pantstack.declarations.configuration import FILE
from pantstack.pants_port import files, targets, workspace

# What scaffold, deploy and `pantstack init` bring along tells nothing of where the modules of a repository are.
SHIPPED = ("stack/libs", "stack/infra")
LAUNCHER = "build-support"
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
    types: RegisteredTargetTypes,
) -> Adopt:
    """Find out what is missing, then show or write all of it."""
    try:
        requested = stages(options, has_specs=bool(specs))
        if workspace.undo_interrupted(place, root.path):
            console.print_stderr("adopt: undid what an interrupted run had written.")
        result = await calls.valid_check_result(types.aliases)
        aside = (*SHIPPED, *shipped.read(LAUNCHER))
        at = Place(root.path, await targets.source_roots(), lint.baseline, lint.severities, aside)
        foreign = await files.read(tuple(reader.READS for reader in READERS))
        changes, text = _plan(result, at, options, requested, foreign)
        _deliver(console, place, at, changes, text, write=options.write)
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


def _plan(
    result: CheckResult,
    place: Place,
    options: AdoptSubsystem,
    requested: Collection[str],
    foreign: Sequence[Iterable[FileContent]],
) -> tuple[Changes, str]:
    """Plan what to write, and describe the proposed modules.

    Args:
        foreign: what each reader of other tools' declarations wants.

    Raises:
        UserError: where something is in the way.
        UserErrors: as above, everything at once.
    """
    shipped_texts = {path: content.decode("utf-8") for path, content in shipped.read().items()}
    project = result.facts.project
    python, roots = tuple(project.scans), tuple(place.source_roots)
    on_disk = workspace.texts(place.root, (FILE, settings.GITIGNORE, *shipped_texts))
    repository = Repository({**project.builds, **on_disk}, python, roots)
    changes, text = settings.settings(on_disk, _installation(shipped_texts)), ""
    if BOUNDARIES in requested:
        texts = [ForeignFiles(_decoded(group), python, roots) for group in foreign]
        declared, others = choose_source.choose(options.source, texts)
        guess = Options(options.depth or None, tuple(options.under))
        toml = repository.after(changes).texts.get(FILE, "")
        proposed, text = boundaries(result, place, guess, declared, toml)
        changes, text = changes.then(proposed), f"{others}{text}" if text else ""
    if SCAFFOLD in requested:
        _refuse(tuple(_links(place.root)))
        changes = changes.then(scaffold(repository.after(changes), shipped_texts, _version()))
    if DEPLOY in requested:
        changes = changes.then(deploy(repository.after(changes), _version()))
    return changes, text


def _decoded(group: Iterable[FileContent]) -> dict[str, str]:
    return {file.path: file.content.decode("utf-8", "replace") for file in group}


def _links(root: str) -> Iterator[UserError]:
    """Report folders that would be written to through a link out of the repository."""
    for path in workspace.outside(root, ("3rdparty", "3rdparty/python", "stack", "stack/libs", "stack/infra")):
        yield UserError(f"`{path}` is a link out of the repository.", "Replace it by a folder.")


def _deliver(  # noqa: PLR0913  the goal in parts
    console: Console, place: Workspace, at: Place, changes: Changes, text: str, *, write: bool
) -> None:
    """Write the changes, or show them."""
    existing = workspace.texts(at.root, changes.texts)
    parts = [text, report.notes(changes)]
    if not changes.texts:
        parts.append(NOTHING)
    elif write:
        fresh = [path for path in changes.texts if path not in existing]
        workspace.write(place, at.root, changes.texts, fresh, changes.executable)
        parts.append(report.written(changes, existing, bin_name()))
    else:
        parts.append(report.proposed(changes, existing, (at.baseline,)))
        parts.append("Nothing was written; to write it: --write.\n")
    console.write_stdout("\n".join(filter(None, parts)))


def _installation(shipped_texts: Mapping[str, str]) -> Installation:
    """Find out how Pantstack is here."""
    return Installation(VERSION, _version(), shipped_texts.get(settings.BOOTSTRAP))


def _version() -> str:
    """Return the version of the installed distribution; empty where the backend comes from `pythonpath`."""
    try:
        return metadata.version("pantstack")
    except metadata.PackageNotFoundError:
        return ""


def rules() -> Iterable[Rule]:
    """The rules of the goal."""
    return collect_rules()
