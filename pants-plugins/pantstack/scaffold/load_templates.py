"""Finds and reads templates: folders beside this file, each with a `template.toml` and `files/`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from pantstack.base.errors import UserError
from pantstack.declarations.suggestions import suggestion
from pantstack.scaffold import template_toml
from pantstack.scaffold.model import Template, TemplateFile
from pantstack.text.escaping import excerpt

TEMPLATES: Final = Path(__file__).parent / "templates"
# Folders of templates, of which a later one wins.
Folders = tuple[Path, ...]
SHIPPED: Final[Folders] = (TEMPLATES,)
_DECLARATION: Final = "template.toml"


def names(folders: Folders = SHIPPED) -> tuple[str, ...]:
    """List the templates, sorted."""
    return tuple(sorted({path.parent.name for folder in folders for path in folder.glob(f"*/{_DECLARATION}")}))


def load(name: str, folders: Folders = SHIPPED) -> Template:
    """Read what a template declares.

    Raises:
        UserError: if there is no such template, or its declaration is wrong.
    """
    known = names(folders)
    if name not in known:
        otherwise = f"Choose one of: {', '.join(known)}."
        raise UserError(f"Unknown kind of module `{excerpt(name)}`.", suggestion(name, known, otherwise))
    folder = _folder(name, folders)
    try:
        return template_toml.template(name, template_toml.parse((folder / _DECLARATION).read_text(encoding="utf-8")))
    except ValueError as error:
        raise UserError(f"{folder.parent.name}/{name}/{_DECLARATION}: {error}.", "Fix the template.") from error


def descriptions(folders: Folders = SHIPPED) -> dict[str, str]:
    """Return what each template makes, by name; a wrong one is no reason to show none."""
    return {name: _description(name, folders) for name in names(folders)}


def files(name: str, folders: Folders = SHIPPED) -> tuple[TemplateFile, ...]:
    """Read the files of a template, sorted by path."""
    root = _folder(name, folders) / "files"
    return tuple(
        TemplateFile(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(root.rglob("*"))
        if path.is_file()
    )


@lru_cache(maxsize=1)
def resolve_kinds() -> tuple[tuple[str, ...], ...]:
    """Collect the kinds of resolves of each template, the longest list first."""
    found = {load(name).resolves for name in names()}
    return tuple(sorted(filter(None, found), key=lambda kinds: (-len(kinds), kinds)))


def _description(name: str, folders: Folders) -> str:
    try:
        return load(name, folders).description
    except UserError as error:
        return f"(cannot be read: {error.message})"


def _folder(name: str, folders: Folders) -> Path:
    return next(folder / name for folder in reversed(folders) if (folder / name / _DECLARATION).exists())
