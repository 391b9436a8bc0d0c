"""Records for modules that have none: their answers are in what they declare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pants.engine.target import RegisteredTargetTypes

from pantstack.base.errors import UserError, UserErrors
from pantstack.boundaries.resolver.project import Project
from pantstack.declarations.model import Module
from pantstack.pants_port import files
from pantstack.scaffold import answers, load_templates, uses
from pantstack.scaffold.load_templates import Folders
from pantstack.scaffold.model import Answers, Template, TemplateFile
from pantstack.scaffold.pants_rules import facts
from pantstack.scaffold.pants_rules.update_options import UpdateRequest
from pantstack.scaffold.record import Record, made_of
from pantstack.scaffold.render import render
from pantstack.scaffold.wanted import Wanted
from pantstack.scaffold.write_plan import ports


# Stands before the rule that awaits it: Pants 2.17 looks for it when that is defined.
async def records(
    modules: Sequence[str], request: UpdateRequest, folders: Folders, types: RegisteredTargetTypes
) -> tuple[Record, ...]:
    """Make a record for each module, as if it had been made from a template today.

    Raises:
        UserError: if one of them is not declared, or the template is wrong.
        UserErrors: if the repository's declarations are wrong.
    """
    template, template_files = load_templates.load(request.kind, folders), load_templates.files(request.kind, folders)
    project = await facts.read_project(types)
    if project.value is None:
        raise UserErrors(project.errors)
    with_ports = await files.read(tuple(_port_globs(template, module) for module in modules))
    made = []
    for module, group in zip(modules, with_ports):
        found = {port for file in group for port in ports(file.content.decode("utf-8", "replace"))}
        given = _answers(project.value, module, template, template_files, request.answers)
        given = replace(given, port=min(found, default=template.port.first) if template.port else 0)
        made.append(made_of(template, template_files, given, render(template_files, given)))
    return tuple(made)


def _port_globs(template: Template, module: str) -> tuple[str, ...]:
    """Return where the port of a module is looked for, which is where those of others are."""
    return (template.port.files.replace(f"{template.root}/*/", f"{module}/", 1),) if template.port else ()


def _answers(
    project: Project, path: str, template: Template, template_files: Sequence[TemplateFile], given: Mapping[str, str]
) -> Answers:
    module = project.catalog.module(path)
    root, _, name = path.rpartition("/")
    if module is None or not root:
        raise UserError(
            f"`{path}` is not a declared module below a folder.", "Declare it: pantstack_module() in its BUILD file."
        )
    declared = {"description": module.description, "owner": next(iter(module.owners), "").removeprefix("@")}
    texts = {key: text for key, text in declared.items() if key in template.questions and text}
    texts.update(given)
    errors = [*answers.name_errors(name, ()), *answers.question_errors(texts, template)]
    if errors:
        raise UserErrors(tuple(errors))
    whole = answers.answers(Wanted(name, layer=module.layer or "", texts=texts), template, ())
    return _with_uses(project, module, template_files, replace(whole, root=root))


def _with_uses(project: Project, module: Module, template_files: Sequence[TemplateFile], given: Answers) -> Answers:
    rendered = render(template_files, given)
    own = uses.declared(rendered, given.module)
    names = [path for path in module.depends_on if path not in own and project.catalog.module(path)]
    texts = "".join(file.text for file in rendered if file.path.endswith(".py"))
    return replace(given, uses=uses.find(project, names, module, texts))
