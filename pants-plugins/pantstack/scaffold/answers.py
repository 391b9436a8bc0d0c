"""Validates what a user says; all mistakes at once."""

from __future__ import annotations

import keyword
import re
from collections.abc import Sequence

MAX_NAME = 30
MAX_TEXT = 200
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# `match`, `case`, `type` and `_` are keywords in places only; a package of that name reads badly everywhere.
_SOFT_KEYWORDS = frozenset({"case", "lazy", "match", "type"})
# What the repository or a service calls something else.
_RESERVED = frozenset(
    {
        "api",
        "backend",
        "core",
        "health",
        "infra",
        "infrastructure",
        "modules",
        "pants",
        "public",
        "stack",
        "test",
        "tests",
    }
)
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


def name_mistakes(name: str) -> list[str]:
    """What is wrong with a module's name; each mistake has a second line that says what to do."""
    if not name:
        return ["the module has no name.\nWrite: ./pants new-module --name=orders"]
    if not _NAME.fullmatch(name):
        return [
            (
                f"`{_shown(name)}` is no name for a module: only a-z, 0-9 and single underscores, a letter first."
                f"\n{_suggestion(name)}"
            ),
        ]
    mistakes = []
    if len(name) > MAX_NAME:
        mistakes.append(f"`{name}` has {len(name)} characters; at most {MAX_NAME} are allowed.\nChoose a shorter name.")
    if keyword.iskeyword(name) or name in _SOFT_KEYWORDS:
        mistakes.append(f"`{name}` is a keyword of Python: no import could name it.\nWrite it like --name=orders")
    if name in _RESERVED:
        mistakes.append(f"`{name}` means something else in this repository.\nName the module after what it is about.")
    if name in _STANDARD:
        mistakes.append(
            f"`{name}` is a module of Python's standard library, and would hide it."
            "\nName the module after what it is about."
        )
    return mistakes


def text_mistakes(option: str, text: str) -> list[str]:
    """What is wrong with a line of text."""
    if len(text) > MAX_TEXT or not text.isprintable():
        return [f"--{option} must be one line of at most {MAX_TEXT} printable characters.\nShorten it."]
    return []


def layer_mistakes(layer: str, layers: Sequence[str]) -> list[str]:
    """What is wrong with a layer."""
    if layer and layer not in layers:
        known = ", ".join(layers) or "(none is configured)"
        return [f"`{_shown(layer)}` is no layer.\nUse one of [pantstack].layers in pants.toml: {known}."]
    return []


def _suggestion(name: str) -> str:
    words = "_".join(re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()))
    words = words.lstrip("0123456789_")[:MAX_NAME].rstrip("_")
    if words and not name_mistakes(words):
        return f"Try --name={words}"
    return "Write it like --name=orders"


def _shown(text: str) -> str:
    """A user's text as it may be printed."""
    return text[:60].encode("unicode_escape").decode("ascii")
