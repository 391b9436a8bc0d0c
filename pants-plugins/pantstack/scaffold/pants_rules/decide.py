"""Decides what is written of a new module."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Optional

from pantstack.base.errors import UserError, UserErrors
from pantstack.base.locations import NOWHERE
from pantstack.boundaries.resolver.project import Project
from pantstack.declarations.model import Module
from pantstack.pants_port import workspace
from pantstack.scaffold import load_templates, shared_resolve, uses, write_plan
from pantstack.scaffold.model import Answers, EditedFile, RenderedFile, WritePlan
from pantstack.scaffold.pants_rules.facts import Repository
from pantstack.scaffold.pants_rules.registered import registered
from pantstack.scaffold.pants_rules.requests import Request
from pantstack.scaffold.render import render
from pantstack.scaffold.updating.record_json import with_record


@dataclass(frozen=True)
class Decision:
    """What becomes of a request.

    Attributes:
        plan: what has to be written; None if the module is there already, exactly as it would be created.
    """

    given: Answers
    plan: Optional[WritePlan]


def decide(request: Request, repository: Repository) -> Decision:
    """Render the module, and compare it with what exists.

    Raises:
        UserError: if the template or pants.toml is wrong, or something is in the way.
        UserErrors: if the repository's declarations are wrong, or what it wants to use cannot be used.
    """
    given = answer(request, repository)
    files, kinds = load_templates.files(request.template.name, request.folders), request.template.resolves
    rendered = with_record(request.template, files, given, render(files, given))
    sharing: tuple[EditedFile, ...] = ()
    if given.resolve:
        own = render(files, replace(given, resolve=""))
        made, sharing = shared_resolve.share(
            given, kinds, own, workspace.texts(repository.root, shared_resolve.paths(given))
        )
        rendered, kinds = tuple(sorted((*rendered, *made))), ()
    # The engine may not have noticed yet what was undone.
    on_disk = workspace.present(repository.root, [*repository.existing, *(file.path for file in rendered)])
    facts = (given, kinds, rendered, on_disk, repository.pants_toml)
    texts = {file.path: file.text for file in rendered}
    if workspace.holds(repository.root, texts) and write_plan.is_whole(*facts):
        # So is what a run has written that was killed at its very end, when Pants starts it again.
        return Decision(given, None)
    plan = write_plan.plan(*facts, (*sharing, *edits(given, repository, rendered)))
    _refuse(repository.project.errors)
    return Decision(given, registered(plan, given, request.template.registers, repository.root))


def answer(request: Request, repository: Repository) -> Answers:
    """Complete the answers by what depends on the repository: the port, and the modules that it uses.

    Raises:
        UserErrors: if the port is taken, or with every name that cannot be used.
    """
    rule, port = request.template.port, request.given.port
    if port:
        _refuse(write_plan.port_errors(port, repository.with_ports))
    elif rule is not None:
        port = write_plan.next_port(rule.first, repository.with_ports.values())
    given = replace(request.given, port=port)
    project = repository.project.value
    return given if project is None else _with_uses(given, request, project)


def edits(given: Answers, repository: Repository, rendered: Sequence[RenderedFile]) -> tuple[EditedFile, ...]:
    """Edit the files of others that have to know the new module, pants.toml aside."""
    project = repository.project.value
    if project is None:
        return ()
    read = partial(workspace.text, repository.root)
    lists = uses.edits(project, rendered, given.module, read)
    return tuple(
        EditedFile(file.path, file.text, read(file.path), f"its consumers have {given.module}") for file in lists
    )


def _with_uses(given: Answers, request: Request, project: Project) -> Answers:
    """Add the modules that the new one uses besides the template's own."""
    if not request.uses:
        return given
    files = render(load_templates.files(request.template.name, request.folders), given)
    new = Module(given.module, NOWHERE, layer=given.layer or None)
    found = uses.find(project, request.uses, new, "".join(file.text for file in files if file.path.endswith(".py")))
    own = uses.declared(files, given.module)
    return replace(given, uses=tuple(use for use in found if use.path not in own))


def _refuse(errors: Sequence[UserError]) -> None:
    if errors:
        raise UserErrors(tuple(errors))
