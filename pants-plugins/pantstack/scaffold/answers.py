"""Validates answers; all errors at once."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Optional

from pantstack.base.errors import UserError
from pantstack.declarations.suggestions import suggestion
from pantstack.scaffold.model import Answers, Template
from pantstack.scaffold.template_toml import FIRST_PORT, LAST_PORT
from pantstack.scaffold.wanted import Wanted
from pantstack.text.escaping import excerpt

MAX_NAME = 30
MAX_TEXT = 200
_RESOLVE = re.compile(r"[a-z][a-z0-9_-]*")
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# `match`, `case`, `type` and `_` are keywords in places only; a package of that name reads badly everywhere.
_SOFT_KEYWORDS = frozenset({"case", "lazy", "match", "type"})
# The part of the standard library that a service imports; `sys.stdlib_module_names` is not in CPython 3.9.
_STANDARD = frozenset(
    """
    abc argparse array ast asyncio base64 bisect builtins calendar cmath cmd code codecs collections colorsys
    compileall concurrent configparser contextlib contextvars copy copyreg csv ctypes curses dataclasses
    datetime dbm decimal difflib dis doctest email encodings ensurepip enum errno faulthandler fcntl filecmp
    fileinput fnmatch fractions ftplib functools gc getopt getpass gettext glob graphlib grp gzip hashlib heapq
    hmac html http idlelib imaplib importlib inspect io ipaddress itertools json keyword linecache locale
    logging lzma mailbox marshal math mimetypes mmap modulefinder multiprocessing netrc ntpath numbers opcode
    operator optparse os pathlib pdb pickle pickletools pkgutil platform plistlib poplib posix posixpath pprint
    profile pstats pty pwd pyclbr pydoc queue quopri random re readline reprlib resource rlcompleter runpy sched
    secrets select selectors shelve shlex shutil signal site smtplib socket socketserver sqlite3 ssl stat
    statistics string stringprep struct subprocess symtable sys sysconfig syslog tabnanny tarfile tempfile
    termios textwrap this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty
    turtle types typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser wsgiref xml
    xmlrpc zipapp zipfile zipimport zlib zoneinfo
    """.split()  # noqa: SIM905  as a list it would be two hundred lines
)


def name_errors(name: str, reserved: Collection[str]) -> list[UserError]:
    """Find what is wrong with a module's name."""
    if not name:
        return [UserError("The module has no name.", "Write: ./pants new-module --name=orders")]
    if not _NAME.fullmatch(name):
        return [
            UserError(
                f"`{excerpt(name)}` is not a name for a module: only a-z, 0-9 and single underscores, a letter first.",
                _similar_name(name, reserved),
            ),
        ]
    errors = []
    if len(name) > MAX_NAME:
        errors.append(
            UserError(f"`{name}` has {len(name)} characters; at most {MAX_NAME} are allowed.", "Choose a shorter name.")
        )
    if keyword.iskeyword(name) or name in _SOFT_KEYWORDS:
        message = f"`{name}` is a keyword of Python, so it cannot be imported."
        errors.append(UserError(message, "Choose another name, such as --name=orders"))
    if name in reserved:
        message = f"`{name}` means something else in this repository."
        errors.append(UserError(message, "Name the module after what it is about."))
    if name in _STANDARD:
        message = f"`{name}` is a module of Python's standard library, and would hide it."
        errors.append(UserError(message, "Name the module after what it is about."))
    return errors


def text_errors(option: str, text: str) -> list[UserError]:
    """Find what is wrong with a line of text."""
    if len(text) > MAX_TEXT or not text.isprintable():
        return [UserError(f"--{option} must be one line of at most {MAX_TEXT} printable characters.", "Shorten it.")]
    return []


def port_errors(port: int, template: Template) -> list[UserError]:
    """Find what is wrong with a port, whatever other modules have."""
    if port and template.port is None:
        return [UserError(f"The kind {template.name} listens on no port.", "Leave --port out.")]
    if port and not FIRST_PORT <= port <= LAST_PORT:
        message = f"{port} is not a port for a module: only {FIRST_PORT} to {LAST_PORT} are."
        return [UserError(message, "Choose another, or leave --port out.")]
    return []


def resolve_errors(resolve: str, template: Template) -> list[UserError]:
    """Find what is wrong with the name of a shared resolve."""
    if resolve and not template.resolves:
        return [UserError(f"The kind {template.name} has no resolves.", "Leave --resolve out.")]
    if resolve and (not _RESOLVE.fullmatch(resolve) or len(resolve) > MAX_NAME):
        message = f"`{excerpt(resolve)}` is not a name for a resolve: only a-z, 0-9, - and _, a letter first."
        return [UserError(message, "Write it like --resolve=shared")]
    return []


def layer_errors(layer: str, layers: Sequence[str]) -> list[UserError]:
    """Find what is wrong with a layer."""
    if layer and layer not in layers:
        known = ", ".join(layers) or "(none is configured)"
        return [
            UserError(f"Unknown layer `{excerpt(layer)}`.", f"Use one of [pantstack].layers in pants.toml: {known}.")
        ]
    return []


def question_errors(given: Mapping[str, str], template: Template) -> list[UserError]:
    """Find answers that a template does not ask for or does not take, and questions that nobody answered."""
    known = ", ".join(sorted(template.questions)) or "(none)"
    open_questions = [
        UserError(
            f"The kind {template.name} asks for `{key}`: {question.help or 'it has no default'}.",
            f"""Add the answer: --answers="{{'{key}': '...'}}\"""",
        )
        for key, question in sorted(template.questions.items())
        if question.default is None and key not in given
    ]
    wrong_answers = [
        UserError(
            f"`{excerpt(given[key])}` is no answer to `{key}`: {question.help}.",
            f"""Answer as the default does: --answers="{{'{key}': '{question.default}'}}\"""",
        )
        for key, question in sorted(template.questions.items())
        if question.pattern and key in given and not re.fullmatch(question.pattern, given[key])
    ]
    return [*open_questions, *wrong_answers] + [
        UserError(
            f"The kind {template.name} does not ask for `{excerpt(key)}`.",
            suggestion(key, template.questions, f"It asks for: {known}."),
        )
        for key in sorted(set(given) - set(template.questions))
    ]


def errors(wanted: Wanted, template: Optional[Template], layers: Sequence[str]) -> list[UserError]:
    """Find everything that is wrong with what the user wants.

    Args:
        template: of the kind; None if there is no such kind.
        layers: those that are configured.
    """
    known = template or Template("", "")
    return [
        *name_errors(wanted.name, known.reserved_names),
        *(error for key, text in wanted.texts.items() for error in text_errors(key, text)),
        *layer_errors(wanted.layer, layers),
        *(() if template is None else _kind_errors(wanted, template)),
    ]


def _kind_errors(wanted: Wanted, template: Template) -> list[UserError]:
    return [
        *port_errors(wanted.port, template),
        *resolve_errors(wanted.resolve, template),
        *question_errors(wanted.texts, template),
    ]


def answers(wanted: Wanted, template: Template, layers: Sequence[str]) -> Answers:
    """Complete valid answers by the template's defaults, and by the outermost layer."""
    words = wanted.name.replace("_", " ")
    defaults = {key: (question.default or "").replace("{words}", words) for key, question in template.questions.items()}
    layer = wanted.layer or next(iter(layers), "")
    return Answers(wanted.name, {**defaults, **wanted.texts}, layer, wanted.port, (), template.root, wanted.resolve)


def _similar_name(name: str, reserved: Collection[str]) -> str:
    words = "_".join(re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()))
    words = words.lstrip("0123456789_")[:MAX_NAME].rstrip("_")
    if words and not name_errors(words, reserved):
        return f"Try --name={words}"
    return "Write it like --name=orders"
