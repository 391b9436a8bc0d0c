"""Renders a template in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import PurePosixPath

import jinja2

from pantstack.base.errors import UserError
from pantstack.scaffold.model import Answers, RenderedFile, TemplateFile

_SUFFIX = ".j2"
_NAME = "__name__"
_MODULE = "__module__"
# Pants reads every `BUILD.*` as a BUILD file, also `BUILD.j2`, wherever the templates lie.
_BUILD = "__BUILD__"


def python_string(text: str) -> str:
    """Write a text as a literal of Python and of BUILD files, in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def markdown(text: str) -> str:
    """Escape a text for Markdown."""
    return "".join(f"\\{character}" if character in "\\`*_[]<>#|" else character for character in text)


def target(path: str, answers: Answers) -> str:
    """Return the path in the repository that a template's file is rendered to."""
    named = path.replace(_MODULE, answers.module).replace(_NAME, answers.name).replace(_BUILD, "BUILD")
    return named.removesuffix(_SUFFIX)


def render(files: Iterable[TemplateFile], answers: Answers) -> tuple[RenderedFile, ...]:
    """Render every file of a template, sorted by path.

    Raises:
        UserError: for an undefined variable, a wrong template, or a path that leaves the repository.
    """
    # What is rendered is Python, TOML and the like, not HTML; values of users go through a filter.
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701  see above
    environment.filters.update(python_string=python_string, markdown=markdown, json=json.dumps)
    variables = {
        **answers.texts,
        "name": answers.name,
        "module": answers.module,
        "package": answers.package,
        "title": answers.title,
        "class_name": answers.class_name,
        "env_prefix": answers.env_prefix,
        "port": answers.port,
        "layer": answers.layer,
        "uses": answers.uses,
        "clients": [use for use in answers.uses if use.client],
        "examples": [use for use in answers.uses if use.example],
    }
    rendered = []
    for file in files:
        path = target(file.path, answers)
        text = file.text
        if file.path.endswith(_SUFFIX):
            try:
                text = environment.from_string(text).render(variables)
            except jinja2.TemplateError as error:
                raise _error(file, str(error)) from error
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            raise _error(file, "its path leaves the repository")
        rendered.append(RenderedFile(path, text))
    return tuple(sorted(rendered))


def _error(file: TemplateFile, reason: str) -> UserError:
    return UserError(f"The template is wrong: {file.path}: {reason}; nothing was written.", "Fix the template.")
