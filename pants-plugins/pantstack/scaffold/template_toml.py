"""Reads what a `template.toml` declares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from pantstack.scaffold import needs
from pantstack.scaffold.model import ROOT, Answers, Need, PortRule, Question, Template
from pantstack.text.escaping import escape

# Where a module may be entered besides pants.toml.
REGISTERS: Final = ("compose", "codeowners", "docs-index")
KEYS: Final = (
    "description",
    "extends",
    "needs",
    "next_steps",
    "port",
    "questions",
    "registers",
    "reserved_names",
    "resolves",
    "root",
    "without",
)
FIRST_PORT: Final = 1024
LAST_PORT: Final = 65535
_WORD: Final = re.compile(r"[a-z][a-z0-9_]*")
_VARIABLES: Final = frozenset(Answers("x", {}).variables)
_FOLDER: Final = re.compile(r"[A-Za-z][\w-]*(/[A-Za-z][\w-]*)*")


# Every run looks at the templates of all kinds, for the ports that they take.
@lru_cache(maxsize=64)
def parse(text: str) -> Mapping[str, Any]:
    """Read the keys of a declaration.

    Raises:
        ValueError: if it is not TOML, or has a key that none has.
    """
    try:
        document: dict[str, Any] = tomlkit.parse(text).unwrap()
    except TOMLKitError as error:
        raise ValueError(escape(str(error))) from error
    unknown = sorted(set(document) - {*KEYS})
    if unknown:
        raise ValueError(f"`{unknown[0]}` is not a key; the keys are: {', '.join(KEYS)}")
    if not isinstance(document.get("extends", ""), str):
        raise ValueError("`extends` must be a text")  # noqa: TRY004  the caller wants one kind
    texts(document, "without")
    return document


def template(name: str, document: dict[str, Any]) -> Template:
    """Check the keys of a declaration.

    Raises:
        ValueError: with the first mistake.
    """
    root = _folder(document.get("root", ROOT))
    return Template(
        name,
        _text(document.get("description"), "description"),
        _words(document, "resolves"),
        frozenset(_words(document, "reserved_names")),
        texts(document, "next_steps"),
        _questions(document.get("questions", {})),
        _port(document["port"], root) if "port" in document else None,
        _needs(document.get("needs", {})),
        root,
        _registers(document),
    )


def _questions(table: object) -> dict[str, Question]:
    if not isinstance(table, dict):
        raise ValueError("`questions` must be a table")  # noqa: TRY004  the caller wants one kind
    return {name: _question(name, value) for name, value in table.items()}


def _question(name: str, value: object) -> Question:
    if not _WORD.fullmatch(name):
        raise ValueError(f"`questions.{name}` must be one lower-case word")
    if name in _VARIABLES:
        raise ValueError(f"`questions.{name}` is the name of something else in templates")
    # A bare text is the default.
    table = {"default": value} if isinstance(value, str) else value
    if not isinstance(table, dict) or not table.keys() <= {"default", "help", "pattern"}:
        raise ValueError(f"`questions.{name}` must be a text, or a table of `default`, `help` and `pattern`")
    if not all(isinstance(each, str) for each in table.values()):
        raise ValueError(f"`questions.{name}` must have texts only")
    question = Question(**table)
    try:
        pattern = re.compile(question.pattern or "(?s).*")
    except re.error as error:
        raise ValueError(f"`questions.{name}.pattern` is not a regular expression: {error}") from error
    if question.default is not None and not pattern.fullmatch(question.default):
        raise ValueError(f"`questions.{name}.default` does not match its `pattern`")
    return question


def _port(table: object, root: str) -> PortRule:
    first, glob = (table.get("first"), table.get("files")) if isinstance(table, dict) else (None, None)
    if not isinstance(first, int) or not FIRST_PORT <= first <= LAST_PORT:
        raise ValueError(f"`port.first` must be a number from {FIRST_PORT} to {LAST_PORT}")
    return PortRule(first, _text(glob, "port.files").replace("{root}", root))


def _needs(stages: object) -> tuple[Need, ...]:
    known, kinds = ", ".join(needs.STAGES), ", ".join(needs.KINDS)
    if not isinstance(stages, dict) or not stages.keys() <= set(needs.STAGES):
        raise ValueError(f"`needs` must be tables by stage; the stages are: {known}")
    if not all(isinstance(table, dict) and table.keys() <= needs.KINDS.keys() for table in stages.values()):
        raise ValueError(f"`needs` must have lists by kind; the kinds are: {kinds}")
    return tuple(
        Need(stage, kind, name) for stage, table in stages.items() for kind in table for name in texts(table, kind)
    )


def _folder(value: object) -> str:
    if not isinstance(value, str) or not _FOLDER.fullmatch(value):
        raise ValueError("`root` must be a folder of the repository, such as `modules` or `stack/libs`")
    return value


def _registers(document: dict[str, Any]) -> tuple[str, ...]:
    values = texts(document, "registers")
    if not {*values} <= {*REGISTERS}:
        raise ValueError(f"`registers` must be a list of: {', '.join(REGISTERS)}")
    return values


def _text(value: object, key: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"`{key}` must be a text")
    return value


def texts(document: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Read a list of texts; one that is not there is empty.

    Raises:
        ValueError: if it is something else.
    """
    values = document.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"`{key}` must be a list of texts")
    return tuple(values)


def _words(document: dict[str, Any], key: str) -> tuple[str, ...]:
    words = texts(document, key)
    for word in words:
        if not _WORD.fullmatch(word) or words.count(word) > 1:
            raise ValueError(f"`{key}` lists `{word}`: each must be one lower-case word, once")
    return words
