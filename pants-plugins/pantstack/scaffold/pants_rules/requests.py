"""What the options and the file of answers want, checked against the template."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Optional

from pants.base.specs import Specs

from pantstack.base.errors import Parsed, UserError, UserErrors
from pantstack.declarations.pants_rules.options import PantstackSubsystem
from pantstack.pants_port import workspace
from pantstack.scaffold import answers, load_templates, registers, uses
from pantstack.scaffold.answering import answers_file, prompts
from pantstack.scaffold.answering.prompts import Terminal
from pantstack.scaffold.load_templates import Folders
from pantstack.scaffold.model import Answers, Template
from pantstack.scaffold.pants_rules.options import NewModuleSubsystem
from pantstack.scaffold.render import target
from pantstack.scaffold.reporting.result import FORMATS
from pantstack.scaffold.wanted import Wanted
from pantstack.text.escaping import excerpt

_DEFAULT_KIND = "service"


@dataclass(frozen=True)
class Request:
    """What the user wants, valid.

    Attributes:
        given: without the modules that it uses, which depend on the repository; its port is 0 if any will do.
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


def read_request(
    options: NewModuleSubsystem, shared: PantstackSubsystem, specs: Specs, root: str, terminal: Optional[Terminal]
) -> Request:
    """Read the template, and check all answers against it.

    Args:
        root: the folder of the repository.
        terminal: where a person is prompted for what was left out.

    Raises:
        UserErrors: with every error.
        ActionFailed: if the person ends the input.
    """
    read = _wanted(options, root)
    wanted, errors = read.value, [*read.errors, *_usage_errors(options, specs)]
    folders, template = load_templates.SHIPPED, None
    try:
        folders = load_templates.folders(root, options.templates_folder)
        template = load_templates.load(wanted.kind or _DEFAULT_KIND, folders)
    except UserError as error:
        errors.append(error)
    if terminal is not None and template is not None and not errors:
        wanted = prompts.complete(wanted, template, terminal)
    # A name that is missing may be what is wrong with the file.
    if wanted.name or not read.errors:
        errors += answers.errors(wanted, template, shared.layers)
    if template is None or errors:
        raise UserErrors(tuple(errors))
    request = Request(template, answers.answers(wanted, template, shared.layers), wanted.uses, folders)
    links = _links_outside(root, request)
    if links:
        raise UserErrors(tuple(links))
    return request


def read_folders(options: NewModuleSubsystem, specs: Specs, root: str) -> Folders:
    """Return where templates are, and check the options that a list of them takes.

    Raises:
        UserError: if the repository has none of its own where it says.
        UserErrors: if an option is wrong.
    """
    errors = _usage_errors(options, specs)
    if errors:
        raise UserErrors(tuple(errors))
    return load_templates.folders(root, options.templates_folder)


def _usage_errors(options: NewModuleSubsystem, specs: Specs) -> list[UserError]:
    errors = []
    if options.format not in FORMATS:
        message = f"Unknown format `{excerpt(options.format)}`."
        errors.append(UserError(message, f"Use one of: {', '.join(FORMATS)}."))
    if specs:
        errors.append(UserError("This goal takes no targets.", "Write: ./pants new-module --name=orders"))
    return errors


def _wanted(options: NewModuleSubsystem, root: str) -> Parsed[Wanted]:
    """Join what the options and the file of answers want; the options win."""
    file = options.answers_file
    read = answers_file.read(Path(root, file), file) if file else Parsed(Wanted())
    there = read.value
    texts = {"description": options.description, "owner": options.owner, **options.answers}
    given = {key: text.strip() for key, text in {**there.texts, **_filled(texts)}.items()}
    wanted = Wanted(
        options.module_name or there.name,
        options.kind or there.kind,
        options.layer or there.layer,
        options.port or there.port,
        _filled(given),
        uses.names_of(options.uses or there.uses),
        options.resolve or there.resolve,
    )
    return Parsed(wanted, read.errors)


def _filled(texts: dict[str, str]) -> dict[str, str]:
    return {key: text for key, text in texts.items() if text.strip()}


def _links_outside(root: str, request: Request) -> list[UserError]:
    """Find links out of the repository; Pants, too, cannot read a folder with one."""
    paths = (target(file.path, request.given) for file in load_templates.files(request.template.name, request.folders))
    known = registers.paths(request.template.registers)
    folders = {str(folder) for path in (*paths, *known) for folder in PurePosixPath(path).parents} - {"."}
    links = workspace.outside(root, sorted({*folders, *known}))
    help = "Replace it by what it leads to."
    return [UserError(f"`{path}` is a link out of the repository.", help) for path in links]
