"""The goal `new-module`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Union

from pants.base.build_root import BuildRoot
from pants.base.specs import Specs
from pants.engine.console import Console
from pants.engine.fs import Workspace
from pants.engine.goal import Goal
from pants.engine.rules import Rule, collect_rules, goal_rule

from pantstack.declarations.pants_rules.options import PantstackSubsystem
from pantstack.errors import UserError
from pantstack.pants_port import files, workspace
from pantstack.scaffold import answers, load_templates, write_plan
from pantstack.scaffold.model import Answers, Refusal, WritePlan
from pantstack.scaffold.pants_rules.options import NewModuleSubsystem
from pantstack.scaffold.render import TemplateError, render

REFUSED = 1
WRONG_USAGE = 2


class NewModule(Goal):
    """`pants new-module --name=orders`."""

    subsystem_cls = NewModuleSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@goal_rule
async def new_module(  # noqa: PLR0913, PLR0917  Pants hands over by type
    console: Console,
    options: NewModuleSubsystem,
    shared: PantstackSubsystem,
    given: Specs,
    place: Workspace,
    root: BuildRoot,
) -> NewModule:
    """Gather, decide, write at once or refuse."""
    mistakes = _mistakes(options, shared, given) or _outside(root.path, options.module_name)
    if mistakes:
        for mistake in mistakes:
            console.print_stderr(f"new-module: {mistake}")
        return NewModule(WRONG_USAGE)
    facades, settings = await files.read((("modules/*/backend/public/*.py",), ("pants.toml",)))
    said = _answers(options, shared, write_plan.next_port(each.content.decode("utf-8", "replace") for each in facades))
    try:
        rendered = render(load_templates.files(options.template), said)
    except TemplateError as error:
        console.print_stderr(f"new-module: the template {options.template} is wrong: {error}.\nNothing was written.")
        return NewModule(REFUSED)
    there = (await files.paths((("modules/*/**",),)))[0]
    on_disk = workspace.present(root.path, [file.path for file in rendered])
    decided = write_plan.plan(said.name, rendered, (*there, *on_disk), settings[0].content.decode("utf-8"))
    if isinstance(decided, WritePlan) and not options.dry_run:
        texts = {file.path: file.text for file in (*decided.created, *decided.edited)}
        try:
            workspace.write(place, root.path, texts, fresh=[file.path for file in decided.created])
        except UserError as error:
            console.print_stderr(f"new-module: {error}")
            return NewModule(REFUSED)
    return _show(console, said, decided, dry_run=options.dry_run)


def _mistakes(options: NewModuleSubsystem, shared: PantstackSubsystem, given: Specs) -> list[str]:
    mistakes = [
        *answers.name_mistakes(options.module_name),
        *answers.text_mistakes("description", options.description),
        *answers.text_mistakes("owner", options.owner),
        *answers.layer_mistakes(options.layer, shared.layers),
    ]
    if options.template not in load_templates.names():
        mistakes.append(f"there is no such template.\nUse one of: {', '.join(load_templates.names())}.")
    if given:
        mistakes.append("takes no targets.\nWrite: ./pants new-module --name=orders")
    return mistakes


def _outside(root: str, name: str) -> list[str]:
    folders = ("modules", f"modules/{name}", "3rdparty/python", "3rdparty/python/lockfiles")
    links = workspace.outside(root, folders)
    return [f"`{path}` is a link out of the repository.\nMake it a directory." for path in links]


def _answers(options: NewModuleSubsystem, shared: PantstackSubsystem, port: int) -> Answers:
    return Answers(
        options.module_name,
        options.description.strip() or f"The {options.module_name.replace('_', ' ')} service",
        options.layer or next(iter(shared.layers), ""),
        options.owner.strip(),
        port,
    )


def _show(console: Console, said: Answers, decided: Union[WritePlan, Refusal], *, dry_run: bool) -> NewModule:
    if isinstance(decided, Refusal):
        console.print_stderr(
            "\n".join((f"new-module: {decided.fact}", decided.advice, *(f"  {path}" for path in decided.paths)))
        )
        return NewModule(REFUSED)
    console.print_stdout(f"{'Would create' if dry_run else 'Created'} the module {said.name}:")
    for line in write_plan.tree([file.path for file in decided.created]):
        console.print_stdout(f"  {line}")
    console.print_stdout(
        f"{'Would edit' if dry_run else 'Edited'} {', '.join(file.path for file in decided.edited)}: its resolves."
    )
    if not dry_run:
        console.print_stdout("Next:")
        console.print_stdout(f"  ./pants lint check test package modules/{said.name}::")
        console.print_stdout(f"  ./pants deploy modules/{said.name} --env=local")
    return NewModule(0)


def rules() -> Iterable[Rule]:
    """The rules of this feature."""
    return collect_rules()
