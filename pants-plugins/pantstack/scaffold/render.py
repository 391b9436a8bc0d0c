"""Renders a template in memory."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.scaffold.model import Answers, RenderedFile, TemplateFile
from pantstack.text.escaping import single_line

if TYPE_CHECKING:
    from jinja2 import Template

# Besides the module itself.
REQUIREMENTS: Final = "3rdparty/python/"
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
    """Render every file of a template, sorted by path; a module with a shared resolve has no requirements of its own.

    Raises:
        UserError: for a wrong template, or a path that two files have, or that is neither in the module nor among
            requirements.
    """
    rendered = []
    taken: set[str] = set()
    for file in files:
        path = target(file.path, answers)
        text = _rendered(file, answers) if file.path.endswith(_SUFFIX) else file.text
        if ".." in PurePosixPath(path).parts or not path.startswith((f"{answers.module}/", REQUIREMENTS)):
            raise _error(file, f"it is neither in {answers.module}/ nor in {REQUIREMENTS}")
        if answers.resolve and path.startswith(REQUIREMENTS):
            continue
        if path.lower() in taken:
            raise _error(file, f"another of its files is rendered to {path}, too")
        taken.add(path.lower())
        rendered.append(RenderedFile(path, text))
    return tuple(sorted(rendered))


def _rendered(file: TemplateFile, answers: Answers) -> str:
    try:
        return _compiled(file.text).render(answers.variables)
    # An expression of a template may raise whatever it likes.
    except Exception as error:
        raise _error(file, single_line(str(error)) or type(error).__name__, _line(error)) from error


# Many modules are compared with the same template at once, and compiling it is nearly all of the work.
@lru_cache(maxsize=512)
def _compiled(text: str) -> Template:
    # Every goal of Pants loads this module, and few render anything.
    from jinja2 import StrictUndefined  # noqa: PLC0415
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

    # What is rendered is Python, TOML and the like, not HTML; values of users go through a filter.
    environment = SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
    environment.filters.update(python_string=python_string, markdown=markdown, json=json.dumps)
    return environment.from_string(text)


def _line(error: Exception) -> int:
    """Return the line of a template at which it went wrong; 0 where that is unknown."""
    from jinja2 import TemplateSyntaxError  # noqa: PLC0415  as above

    if isinstance(error, TemplateSyntaxError):
        return error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno or 0 for frame in reversed(frames) if frame.filename == "<template>"), 0)


def _error(file: TemplateFile, reason: str, line: int = 0) -> UserError:
    place = SourceLocation(f"{file.origin}/files/{file.path}" if file.origin else file.path, line)
    return UserError(f"The template is wrong: {reason}; nothing was written.", "Fix the template.", place)
