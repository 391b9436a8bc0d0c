"""Reads templates: folders beside this file, each with a `template.toml` and `files/`."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from pantstack.base.errors import UserError
from pantstack.declarations.suggestions import suggestion
from pantstack.scaffold import needs
from pantstack.scaffold.model import Need, PortRule, Template, TemplateFile
from pantstack.text.escaping import excerpt

TEMPLATES: Final = Path(__file__).parent / "templates"
_KEYS: Final = {"description", "resolves", "reserved_names", "next_steps", "questions", "port", "needs"}
_WORD: Final = re.compile(r"[a-z][a-z0-9_]*")


def names(folder: Path = TEMPLATES) -> tuple[str, ...]:
    """List the templates, sorted."""
    return tuple(sorted(path.parent.name for path in folder.glob("*/template.toml")))


def load(name: str, folder: Path = TEMPLATES) -> Template:
    """Read what a template declares.

    Raises:
        UserError: if there is no such template, or its declaration is wrong.
    """
    known = names(folder)
    if name not in known:
        otherwise = f"Choose one of: {', '.join(known)}."
        raise UserError(f"Unknown template `{excerpt(name)}`.", suggestion(name, known, otherwise))
    file = folder / name / "template.toml"
    try:
        document: dict[str, Any] = tomlkit.parse(file.read_text(encoding="utf-8")).unwrap()
        return _template(name, document)
    except (TOMLKitError, ValueError) as error:
        raise UserError(f"{folder.name}/{name}/template.toml: {error}.", "Fix the template.") from error


def descriptions(folder: Path = TEMPLATES) -> dict[str, str]:
    """Return what each template makes, by name; a wrong one is no reason to show none."""
    return {name: _description(name, folder) for name in names(folder)}


def _description(name: str, folder: Path) -> str:
    try:
        return load(name, folder).description
    except UserError as error:
        return f"(cannot be read: {error.message})"


def files(name: str, folder: Path = TEMPLATES) -> tuple[TemplateFile, ...]:
    """Read the files of a template, sorted by path."""
    root = folder / name / "files"
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


def _template(name: str, document: dict[str, Any]) -> Template:
    unknown = sorted(set(document) - _KEYS)
    if unknown:
        raise ValueError(f"`{unknown[0]}` is not a key; the keys are: {', '.join(sorted(_KEYS))}")
    questions = document.get("questions", {})
    if not isinstance(questions, dict) or not all(isinstance(value, str) for value in questions.values()):
        raise ValueError("`questions` must be a table of texts")
    return Template(
        name,
        _text(document.get("description"), "description"),
        _words(document, "resolves"),
        frozenset(_words(document, "reserved_names")),
        _texts(document, "next_steps"),
        questions,
        _port(document["port"]) if "port" in document else None,
        _needs(document.get("needs", {})),
    )


def _port(table: object) -> PortRule:
    first, glob = (table.get("first"), table.get("files")) if isinstance(table, dict) else (None, None)
    if not isinstance(first, int) or not 1024 <= first <= 65535:  # noqa: PLR2004 - ports that a user may take
        raise ValueError("`port.first` must be a number from 1024 to 65535")
    return PortRule(first, _text(glob, "port.files"))


def _needs(stages: object) -> tuple[Need, ...]:
    known, kinds = ", ".join(needs.STAGES), ", ".join(needs.KINDS)
    if not isinstance(stages, dict) or not stages.keys() <= set(needs.STAGES):
        raise ValueError(f"`needs` must be tables by stage; the stages are: {known}")
    if not all(isinstance(table, dict) and table.keys() <= needs.KINDS.keys() for table in stages.values()):
        raise ValueError(f"`needs` must have lists by kind; the kinds are: {kinds}")
    return tuple(
        Need(stage, kind, name) for stage, table in stages.items() for kind in table for name in _texts(table, kind)
    )


def _text(value: object, key: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"`{key}` must be a text")
    return value


def _texts(document: dict[str, Any], key: str) -> tuple[str, ...]:
    values = document.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"`{key}` must be a list of texts")
    return tuple(values)


def _words(document: dict[str, Any], key: str) -> tuple[str, ...]:
    words = _texts(document, key)
    for word in words:
        if not _WORD.fullmatch(word) or words.count(word) > 1:
            raise ValueError(f"`{key}` lists `{word}`: each must be one lower-case word, once")
    return words
