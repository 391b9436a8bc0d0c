"""The goal `new-module`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, Optional, Union

from pants.backend.python.subsystems.setup import PythonSetup
from pants.base.build_root import BuildRoot
from pants.base.specs import Specs
from pants.engine.console import Console
from pants.engine.fs import FileContent, Workspace
from pants.engine.goal import Goal
from pants.engine.rules import Rule, collect_rules, goal_rule
from pants.engine.target import RegisteredTargetTypes
from pants.option.global_options import GlobalOptions
from pants.source.source_root import SourceRootConfig

from pantstack.base.errors import Parsed, UserError, UserErrors
from pantstack.base.locations import NOWHERE
from pantstack.boundaries.pants_rules.calls import broken_build_files
from pantstack.boundaries.pants_rules.facts import calls as boundaries
from pantstack.boundaries.resolver.project import Project
from pantstack.buildfiles.parse import BuildFile
from pantstack.declarations.model import Module
from pantstack.declarations.pants_rules import build_errors
from pantstack.declarations.pants_rules.options import PantstackSubsystem
from pantstack.pants_port import files, workspace
from pantstack.scaffold import answers, load_templates, needs, uses, write_plan
from pantstack.scaffold.model import Answers, RenderedFile, Template, WritePlan
from pantstack.scaffold.pants_rules.options import NewModuleSubsystem, Settings
from pantstack.scaffold.render import render

# Where a module's requirements lie, and where the macro that declares them is called.
_REQUIREMENTS: Final = "3rdparty/python"


class NewModule(Goal):
    """`pants new-module --name=orders`."""

    subsystem_cls = NewModuleSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


# Stands before the rule that awaits it: Pants 2.17 looks for it when that is defined.
async def _check_needs(template: Template, name: str, settings: Settings) -> None:
    """Refuse a repository that lacks what the template needs.

    Raises:
        UserError: with all that is missing.
    """
    packages = needs.names(template, "packages")
    inits = await files.paths(tuple((f"{package}/__init__.py",) for package in packages))
    (builds,) = await files.read(((f"{_REQUIREMENTS}/BUILD", f"{_REQUIREMENTS}/BUILD.*"),))
    calls = (call.kind for file in builds for call in BuildFile(file.path, _text(file)).calls)
    present = {
        "packages": [package for package, init in zip(packages, inits) if init],
        "macros": [f"{call}() in {_REQUIREMENTS}/BUILD" for call in calls],
        **settings.present(f"modules/{name}"),
    }
    error = needs.missing(template, present)
    if error:
        raise error


async def _project(types: RegisteredTargetTypes) -> Parsed[Optional[Project]]:
    """Await what the checks know of the repository; None where a BUILD file or a declaration has mistakes."""
    broken = await broken_build_files()
    if broken:
        return Parsed(None, broken)
    try:
        facts = await boundaries.facts()
    except Exception as error:  # noqa: BLE001  whatever Pants raises for a BUILD file
        return Parsed(None, (await build_errors.explain(error, types.aliases)).errors)
    return Parsed(None if facts.errors else facts.project, facts.errors)


@goal_rule
async def new_module(  # noqa: PLR0913, PLR0917  Pants passes arguments by type
    console: Console,
    options: NewModuleSubsystem,
    shared: PantstackSubsystem,
    specs: Specs,
    place: Workspace,
    root: BuildRoot,
    python: PythonSetup,
    everywhere: GlobalOptions,
    source: SourceRootConfig,
    types: RegisteredTargetTypes,
) -> NewModule:
    """Collect answers, decide, write at once or refuse."""
    try:
        template = _checked_template(options, shared, specs, root.path)
        if workspace.undo_interrupted(place, root.path):
            console.print_stderr("new-module: undid what an interrupted run had written.")
        await _check_needs(template, options.module_name, Settings(python, everywhere, source))
        globs = ((template.port.files,),) if template.port else ()
        settings, *with_ports = await files.read((("pants.toml",), *globs))
        port = _port(template, options.module_name, [file for group in with_ports for file in group])
        given = _answers(options, template, shared, port)
        project = await _project(types)
        given = _with_uses(given, template, project.value, uses.names_of(options.uses))
        rendered = render(load_templates.files(template.name), given)
        existing = (await files.paths((("modules/*/**",),)))[0]
        # The engine may not have noticed yet what was undone.
        on_disk = workspace.present(root.path, [*existing, *(file.path for file in rendered)])
        facts = (given.name, template.resolves, rendered, on_disk, _text(settings[0]))
        texts = {file.path: file.text for file in rendered}
        if workspace.holds(root.path, texts) and write_plan.is_whole(*facts):
            # So is what a run has written that was killed at its very end, when Pants starts it again.
            return _say_whole(console, given.name)
        plan = write_plan.plan(*facts, _edits(project.value, rendered, given.module, root.path))
        _refuse(project.errors)
        if not options.dry_run:
            workspace.write(place, root.path, plan.texts, fresh=list(texts))
    except (UserError, UserErrors) as error:
        return _fail(console, error)
    return _print(console, given, plan, template, dry_run=options.dry_run)


def _text(file: FileContent) -> str:
    return file.content.decode("utf-8", "replace")


def _port(template: Template, name: str, files: Iterable[FileContent]) -> int:
    """Choose a port that no other module has; 0 if the template needs none."""
    own = f"modules/{name}/"
    texts = (_text(file) for file in files if not file.path.startswith(own))
    return write_plan.next_port(template.port.first, texts) if template.port else 0


def _checked_template(options: NewModuleSubsystem, shared: PantstackSubsystem, specs: Specs, root: str) -> Template:
    """Read the template, and check all options against it.

    Raises:
        UserErrors: with every error.
    """
    errors: list[UserError] = []
    template = Template("", "")
    try:
        template = load_templates.load(options.template)
        errors += answers.question_errors(_given(options), template)
    except UserError as error:
        errors.append(error)
    errors = [
        *answers.name_errors(options.module_name, template.reserved_names),
        *(error for key, text in _given(options).items() for error in answers.text_errors(key, text)),
        *answers.layer_errors(options.layer, shared.layers),
        *errors,
    ]
    if specs:
        errors.append(UserError("This goal takes no targets.", "Write: ./pants new-module --name=orders"))
    errors = errors or _links_outside(root, options.module_name)
    if errors:
        raise UserErrors(tuple(errors))
    return template


def _links_outside(root: str, name: str) -> list[UserError]:
    folders = ("modules", f"modules/{name}", "3rdparty/python", "3rdparty/python/lockfiles")
    links = workspace.outside(root, folders)
    return [UserError(f"`{path}` is a link out of the repository.", "Replace it by a folder.") for path in links]


def _given(options: NewModuleSubsystem) -> Mapping[str, str]:
    """Collect the answers that the user gave, by question."""
    texts = {"description": options.description, "owner": options.owner, **options.answers}
    return {key: text.strip() for key, text in texts.items() if text.strip()}


def _answers(options: NewModuleSubsystem, template: Template, shared: PantstackSubsystem, port: int) -> Answers:
    words = options.module_name.replace("_", " ")
    defaults = {key: text.replace("{words}", words) for key, text in template.questions.items()}
    layer = options.layer or next(iter(shared.layers), "")
    return Answers(options.module_name, {**defaults, **_given(options)}, layer, port)


def _fail(console: Console, error: Union[UserError, UserErrors]) -> NewModule:
    errors = error.errors if isinstance(error, UserErrors) else (error,)
    for each in errors:
        where = f"{each.location} " if each.location.path else ""
        console.print_stderr(f"new-module: {where}{each.message}\n{each.help}")
    return NewModule(errors[0].exit_code)


def _refuse(errors: tuple[UserError, ...]) -> None:
    if errors:
        raise UserErrors(errors)


def _edits(
    project: Optional[Project], rendered: Sequence[RenderedFile], module: str, root: str
) -> tuple[RenderedFile, ...]:
    return () if project is None else uses.edits(project, rendered, module, partial(workspace.text, root))


def _with_uses(given: Answers, template: Template, project: Optional[Project], names: Sequence[str]) -> Answers:
    """Add the modules that the new one uses besides the template's own.

    Raises:
        UserErrors: with every name that cannot be used.
    """
    if not names or project is None:
        return given
    files = render(load_templates.files(template.name), given)
    new = Module(given.module, NOWHERE, layer=given.layer or None)
    found = uses.find(project, names, new, "".join(file.text for file in files if file.path.endswith(".py")))
    own = uses.declared(files, given.module)
    return replace(given, uses=tuple(use for use in found if use.path not in own))


def _print(console: Console, given: Answers, plan: WritePlan, template: Template, *, dry_run: bool) -> NewModule:
    console.print_stdout(f"{'Would create' if dry_run else 'Created'} the module {given.name}:")
    for line in write_plan.tree([file.path for file in plan.created]):
        console.print_stdout(f"  {line}")
    for file in plan.edited:
        what = "its resolves" if file.path == write_plan.SETTINGS else f"its consumers have {given.module}"
        console.print_stdout(f"{'Would edit' if dry_run else 'Edited'} {file.path}: {what}.")
    if not dry_run and template.next_steps:
        console.print_stdout("Next (the first command restarts Pants' daemon, since pants.toml has changed):")
        for command in template.next_steps:
            console.print_stdout(f"  {command.replace('{module}', given.module)}")
    return NewModule(0)


def _say_whole(console: Console, name: str) -> NewModule:
    console.print_stdout(f"The module {name} is there already, exactly as it would be created.")
    return NewModule(0)


def rules() -> Iterable[Rule]:
    """The rules of this feature."""
    return collect_rules()
