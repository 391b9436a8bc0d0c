"""The modules that an update is about: their records, and what is there of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final, Optional

from pants.base.specs import Specs

from pantstack.base.errors import Parsed, UserError, UserErrors
from pantstack.declarations import requested
from pantstack.declarations.pants_rules import build_errors, selections
from pantstack.declarations.requested import Requested
from pantstack.pants_port import files, workspace
from pantstack.scaffold import load_templates
from pantstack.scaffold.load_templates import Folders
from pantstack.scaffold.model import Template, TemplateFile
from pantstack.scaffold.record import RECORD, Record, path_of
from pantstack.scaffold.updating import record_json
from pantstack.scaffold.updating.compare import compare
from pantstack.scaffold.updating.plan import ModuleUpdate, today
from pantstack.text.escaping import excerpt

_MOST_LISTED: Final = 3


# Stands before the rule that awaits it: Pants 2.17 looks for it when that is defined.
async def selected(specs: Specs, root: str, *, adopted: bool) -> tuple[str, ...]:
    """List the paths of the selected modules that have a record.

    Args:
        adopted: whether modules that are named themselves need none.

    Raises:
        UserError: if a selection selects nothing that can be updated.
        UserErrors: with the links that keep Pants from looking for them.
    """
    try:
        (found,) = await files.paths(((f"**/{RECORD}",),))
    except Exception as error:
        unreadable = await build_errors.unreadable_links()
        if not unreadable:
            raise
        raise UserErrors(unreadable) from error
    known = [str(PurePosixPath(path).parent) for path in found]
    wanted = tuple(selections.folders(specs.includes))
    others = tuple(selections.files(specs.includes))
    if others:
        raise UserError(
            f"`{excerpt(others[0].text)}` is not a module.", "Name the folder of a module, such as modules/orders."
        )
    every = [each for each in wanted if each.recursive and not each.folder]
    named = [each.folder for each in wanted if _is_unrecorded(each, known, root)]
    if named and not adopted:
        raise UserError(
            f"`{named[0]}` has no {RECORD}, so nobody knows what it was made from.",
            f"If it is a service, give it one: ./pants update-module {named[0]} --accept --kind=service",
        )
    rest = [each for each in wanted if each not in every and each.folder not in named]
    return tuple(dict.fromkeys((*(known if every else ()), *requested.chosen(rest, known), *named)))


def _is_unrecorded(each: Requested, known: Sequence[str], root: str) -> bool:
    is_named = each.recursive or each.folder in known or requested.named(each, {}, known)
    return not is_named and Path(root, each.folder).is_dir()


def records(root: str, modules: Sequence[str]) -> dict[str, Record]:
    """Read the records of modules, by path.

    Raises:
        UserErrors: with every one that is damaged.
    """
    texts = read(root, [path_of(module) for module in modules])
    found = {path: _parsed(path, text) for path, text in texts.items()}
    errors = [error for record in found.values() for error in record.errors]
    if errors:
        raise UserErrors(tuple(errors))
    return {path: record.value for path, record in found.items() if record.value is not None}


def _parsed(path: str, text: str) -> Parsed[Optional[Record]]:
    try:
        return Parsed(record_json.parse(path, text))
    except UserError as error:
        return Parsed(None, (error,))


def read(root: str, paths: Sequence[str]) -> dict[str, str]:
    """Read files as they are on disk; those that are not there are left out.

    Raises:
        UserError: if one is a link out of the repository, or cannot be read.
    """
    outside = workspace.outside(root, paths)
    if outside:
        raise UserError(f"`{outside[0]}` is a link out of the repository.", "Replace it by a file.")
    try:
        return workspace.texts(root, paths)
    except OSError as error:
        path = Path(error.filename or root).name
        raise UserError(f"Cannot read `{path}`: {error.strerror}.", "Fix its permissions.") from error


def compared(
    root: str, records: Sequence[Record], folders: Folders, changed: Mapping[str, str]
) -> tuple[ModuleUpdate, ...]:
    """Compare modules with what their templates make today.

    Args:
        folders: of templates.
        changed: answers that replace the recorded ones.

    Raises:
        UserError: if a template is wrong.
    """
    updates = []
    templates = {kind: _template(kind, folders) for kind in {record.kind for record in records}}
    for old in records:
        template, template_files = templates[old.kind]
        new, fresh = today(old, template, template_files, changed)
        current = read(root, sorted({*old.files, *fresh}))
        updates.append(ModuleUpdate(old, new, compare(old, new, fresh, current)))
    return tuple(updates)


def _template(kind: str, folders: Folders) -> tuple[Template, tuple[TemplateFile, ...]]:
    return load_templates.load(kind, folders), load_templates.files(kind, folders)
