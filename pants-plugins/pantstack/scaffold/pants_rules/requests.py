"""What the options ask for, checked against the template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from pants.base.specs import Specs

from pantstack.base.errors import UserError, UserErrors
from pantstack.declarations.pants_rules.options import PantstackSubsystem
from pantstack.pants_port import workspace
from pantstack.scaffold import answers, load_templates, registers, uses
from pantstack.scaffold.load_templates import Folders
from pantstack.scaffold.model import Answers, Template
from pantstack.scaffold.pants_rules.options import NewModuleSubsystem
from pantstack.scaffold.render import target


@dataclass(frozen=True)
class Request:
    """What the user wants, valid.

    Attributes:
        given: without a port and without the modules that it uses, which depend on the repository.
        uses: names or paths of modules.
        folders: where the template's files are.
    """

    template: Template
    given: Answers
    uses: tuple[str, ...]
    folders: Folders

    @property
    def module(self) -> str:
        """The new module's path."""
        return self.given.module


def read_request(options: NewModuleSubsystem, shared: PantstackSubsystem, specs: Specs, root: str) -> Request:
    """Read the template, and check all options against it.

    Args:
        root: the folder of the repository.

    Raises:
        UserErrors: with every error.
    """
    errors: list[UserError] = []
    template = Template("", "")
    folders = load_templates.SHIPPED
    texts = _texts(options)
    try:
        folders = load_templates.folders(root, options.templates_folder)
        template = load_templates.load(options.kind, folders)
        errors += answers.question_errors(texts, template)
    except UserError as error:
        errors.append(error)
    errors = [
        *answers.name_errors(options.module_name, template.reserved_names),
        *(error for key, text in texts.items() for error in answers.text_errors(key, text)),
        *answers.layer_errors(options.layer, shared.layers),
        *errors,
    ]
    if specs:
        errors.append(UserError("This goal takes no targets.", "Write: ./pants new-module --name=orders"))
    _refuse(errors)
    layer = options.layer or next(iter(shared.layers), "")
    given = answers.answers(template, options.module_name, texts, layer)
    request = Request(template, given, uses.names_of(options.uses), folders)
    _refuse(_links_outside(root, request))
    return request


def _links_outside(root: str, request: Request) -> list[UserError]:
    """Find links out of the repository; Pants, too, cannot read a folder with one."""
    paths = (target(file.path, request.given) for file in load_templates.files(request.template.name, request.folders))
    known = registers.paths(request.template.registers)
    folders = {str(folder) for path in (*paths, *known) for folder in PurePosixPath(path).parents} - {"."}
    links = workspace.outside(root, sorted({*folders, *known}))
    help = "Replace it by what it leads to."
    return [UserError(f"`{path}` is a link out of the repository.", help) for path in links]


def _refuse(errors: list[UserError]) -> None:
    if errors:
        raise UserErrors(tuple(errors))


def _texts(options: NewModuleSubsystem) -> Mapping[str, str]:
    """Collect the answers that the user gave, by question."""
    texts = {"description": options.description, "owner": options.owner, **options.answers}
    return {key: text.strip() for key, text in texts.items() if text.strip()}
