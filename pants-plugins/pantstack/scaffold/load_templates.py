"""Finds and reads templates: folders beside this file and of the repository, each with a `template.toml` and `files/`.

A template of the repository that has the name of a shipped one, or says that it `extends` one, has all of that one's
files and keys except those that it has itself.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pantstack.base.errors import UserError
from pantstack.declarations.suggestions import suggestion
from pantstack.scaffold import template_toml
from pantstack.scaffold.model import Question, Template, TemplateFile
from pantstack.scaffold.template_files import Folder
from pantstack.text.escaping import excerpt

TEMPLATES: Final = Path(__file__).parent / "templates"
# Folders of templates, of which a later one wins.
Folders = tuple[Folder, ...]
SHIPPED: Final[Folders] = (Folder(TEMPLATES, "pantstack"),)
OWN: Final = "build-support/templates"
_DECLARATION: Final = "template.toml"
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*")
_SUFFIX: Final = ".j2"

# The templates that one is made of, the one with the least say first: names, folders and what is declared there.
_Parts = tuple[tuple[str, Folder, Mapping[str, Any]], ...]


def folders(root: str, own: str = OWN) -> Folders:
    """Return the shipped folder, and the repository's.

    Args:
        root: the folder of the repository.
        own: the path of its templates in it.

    Raises:
        UserError: if that leads out of it.
    """
    folder = Path(root, own)
    inside = Path(os.path.realpath(root))
    if inside not in Path(os.path.realpath(folder)).parents:
        message = f"The folder of templates `{excerpt(own)}` is not in the repository."
        raise UserError(message, f"Set [new-module].templates_folder to one that is, such as {OWN}.")
    return (*SHIPPED, Folder(folder, own.strip("/"), inside))


def names(folders: Folders = SHIPPED) -> tuple[str, ...]:
    """List the templates, sorted."""
    found = (path for folder in folders for path in folder.path.glob("*") if not path.name.startswith((".", "_")))
    return tuple(sorted({path.name for path in found if path.is_dir()}))


def load(name: str, folders: Folders = SHIPPED) -> Template:
    """Read what a template declares.

    Raises:
        UserError: if there is no such template, or its declaration is wrong.
    """
    parts = _parts(name, folders)
    merged: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for part, folder, document in parts:
        merged = _merged(merged, document)
        origins.update(dict.fromkeys(_questions(document), f"{folder.label}/{part}"))
    _, folder, _ = parts[-1]
    try:
        template = template_toml.template(name, merged)
    except ValueError as error:
        raise _error(folder, name, error) from error
    questions: dict[str, Question] = {
        key: replace(question, origin=origins[key]) for key, question in template.questions.items()
    }
    made_of = tuple(f"{folder.label}/{part}" for part, folder, _ in parts)
    return replace(template, questions=questions, made_of=made_of)


def files(name: str, folders: Folders = SHIPPED) -> tuple[TemplateFile, ...]:
    """Read the files of a template, sorted by path.

    Raises:
        UserError: if one of them cannot be read, or one that it goes without is not there.
    """
    found: dict[str, TemplateFile] = {}
    for part, folder, document in _parts(name, folders):
        for path in template_toml.texts(document, "without"):
            if found.pop(path.removesuffix(_SUFFIX), None) is None:
                raise _error(folder, part, ValueError(f"`without` has `{excerpt(path)}`, which is no file of `{part}`"))
        found.update((file.path.removesuffix(_SUFFIX), file) for file in folder.files(part))
    return tuple(sorted(found.values()))


def descriptions(folders: Folders = SHIPPED) -> dict[str, str]:
    """Return what each template makes, by name; a wrong one is no reason to show none."""
    return {name: _description(name, folders) for name in names(folders)}


def resolve_kinds(folders: Folders = SHIPPED) -> tuple[tuple[str, ...], ...]:
    """Collect the kinds of resolves of each template, the longest list first; one that cannot be read has none."""
    found = {template.resolves for template in _readable(folders)}
    return tuple(sorted(filter(None, found), key=lambda kinds: (-len(kinds), kinds)))


def port_globs(folders: Folders = SHIPPED) -> tuple[str, ...]:
    """Collect where the modules of all templates have their ports: those of all kinds listen on one machine."""
    return tuple(sorted({template.port.files for template in _readable(folders) if template.port is not None}))


def _readable(folders: Folders) -> Iterator[Template]:
    for name in names(folders):
        with contextlib.suppress(UserError):
            yield load(name, folders)


def _description(name: str, folders: Folders) -> str:
    try:
        return load(name, folders).description
    except UserError as error:
        return f"(cannot be read: {error.message})"


def _parts(name: str, folders: Folders) -> _Parts:
    known = names(folders)
    if name not in known:
        otherwise = f"Choose one of: {', '.join(known)}."
        raise UserError(f"Unknown kind of module `{excerpt(name)}`.", suggestion(name, known, otherwise))
    return _chain(name, folders, len(folders), ())


def _chain(name: str, folders: Folders, below: int, above: tuple[str, ...]) -> _Parts:
    """Follow what a template extends.

    Args:
        below: how many of the folders count.
        above: the templates that lead here.
    """
    place = max((at for at in range(below) if (folders[at].path / name).is_dir()), default=-1)
    folder = folders[place]
    inherits = any((each.path / name).is_dir() for each in folders[:place])
    document = _document(folder, name, is_needed=not inherits)
    base = document.get("extends", name if inherits else "")
    if base == name and inherits:
        return (*_chain(name, folders, place, above), (name, folder, document))
    if not base:
        return ((name, folder, document),)
    if base in {name, *above}:
        raise _error(folder, name, ValueError(f"it extends itself: {' -> '.join((*above, name, base))}"))
    if base not in names(folders):
        raise _error(folder, name, ValueError(f"`extends` has `{excerpt(str(base))}`, which is no kind of module"))
    return (*_chain(base, folders, len(folders), (*above, name)), (name, folder, document))


def _document(folder: Folder, name: str, *, is_needed: bool) -> Mapping[str, Any]:
    path = folder.path / name / _DECLARATION
    if not path.exists() and not path.is_symlink() and not is_needed:
        return {}
    if not _NAME.fullmatch(name):
        raise _error(folder, name, ValueError("the folder's name must be a-z, 0-9, _ and -, a letter first"))
    try:
        return template_toml.parse(folder.text(path))
    except ValueError as error:
        raise _error(folder, name, error) from error


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Lay tables over each other, key by key; everything else is replaced."""
    both = {key: _merged(base[key], own[key]) for key in base.keys() & own.keys() if _are_tables(base[key], own[key])}
    return {**base, **own, **both}


def _are_tables(*values: object) -> bool:
    return all(isinstance(value, dict) for value in values)


def _questions(document: Mapping[str, Any]) -> Mapping[str, Any]:
    table = document.get("questions", {})
    return table if isinstance(table, dict) else {}


def _error(folder: Folder, name: str, error: ValueError) -> UserError:
    label = folder.label_of(folder.path / name / _DECLARATION)
    return UserError(f"{label}: {error}.", "Fix the template.")
