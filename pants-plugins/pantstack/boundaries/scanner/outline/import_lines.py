"""The import statements in a text without triple-quoted strings."""

from __future__ import annotations

import re
from typing import NamedTuple

_BLANK = rb"[ \t\f]"
# Between the names in parentheses.
_BETWEEN = rb"[ \t\f\n]*(?:#[^\n]*\n[ \t\f\n]*)*"
_APART = rb"(?:[ \t\f\n]|#[^\n]*\n)" + _BETWEEN
_NAME = rb"[A-Za-z_]\w*"
_DOTTED = rb"%s(?:\.%s)*" % (_NAME, _NAME)
_MODULE = rb"%s(?:%s+as%s+%s)?" % (_DOTTED, _BLANK, _BLANK, _NAME)
_TAKEN = rb"%s(?:%s+as%s+%s)?" % (_NAME, _BLANK, _BLANK, _NAME)
_INSIDE = rb"%s(?:%sas%s%s)?" % (_NAME, _APART, _APART, _NAME)
_MODULES = rb"%s(?:%s*,%s*%s)*" % (_MODULE, _BLANK, _BLANK, _MODULE)
_LISTED = rb"%s(?:%s*,%s*%s)*" % (_TAKEN, _BLANK, _BLANK, _TAKEN)
_GROUPED = rb"\(%s%s(?:%s,%s%s)*%s(?:,%s)?\)" % (_BETWEEN, _INSIDE, _BETWEEN, _BETWEEN, _INSIDE, _BETWEEN, _BETWEEN)
_PLAIN = rb"import%s+%s" % (_BLANK, _MODULES)
_ORIGIN = rb"from(?:%s+|(?=\.))(?:\.*(?:%s)?%s+|\.+)import" % (_BLANK, _DOTTED, _BLANK)
_FROM = rb"%s(?:%s+%s|%s*\*|%s*%s)" % (_ORIGIN, _BLANK, _LISTED, _BLANK, _BLANK, _GROUPED)
# From the line before; a literal first lets the search be a fast one.
_STATEMENT = re.compile(rb"\n(%s*)((?:lazy%s+)?(?:%s|%s))(?=%s*[\n;#])" % (_BLANK, _BLANK, _FROM, _PLAIN, _BLANK))
_COMMENT = re.compile(rb"#[^\n]*\n")
_FORM = re.compile(r"(?:lazy )?(?:(from) *(\.*) *(?:([\w.]+) )?)?import(?!\w) *(.*)\Z")
_TOKEN = re.compile(rb"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*")
_FORMATTED = re.compile(rb"[fFtT][rR]?[\"']|[rR][fFtT][\"']")
_WORD = re.compile(rb"[\w\x80-\xff]")
_KEYWORD = b"import"


class Taken(NamedTuple):
    """A name that an import statement takes.

    Attributes:
        bound: the name that it binds; empty for a star.
        target: what that stands for, without leading dots.
        module: the dotted name after `import` or `from`.
    """

    bound: str
    level: int
    target: str
    module: str


split_imports = _STATEMENT.split


def read_import(line: bytes) -> tuple[str, tuple[Taken, ...]]:
    """Read a statement as it was found.

    Returns:
        It, with single spaces and without comments and parentheses, and the names that it takes.
    """
    words = " ".join(_COMMENT.sub(b"\n", line).decode("ascii").split())
    form = _FORM.match(words)
    if form is None:
        return words, ()
    origin, dots, module, rest = form.groups(default="")
    names = [" ".join(each.split()) for each in rest.strip("()").split(",") if each.strip()]
    if not origin:
        return f"import {', '.join(names)}", tuple(map(_module, names))
    level = len(dots)
    taken = tuple(_name(each, level, module) for each in names)
    return f"from {dots}{module} import {', '.join(names)}", taken


def _module(text: str) -> Taken:
    dotted, _, alias = text.partition(" as ")
    first = dotted.partition(".")[0]
    return Taken(alias or first, 0, dotted if alias else first, dotted)


def _name(text: str, level: int, module: str) -> Taken:
    name, _, alias = text.partition(" as ")
    if name == "*":
        return Taken("", level, module, module)
    return Taken(alias or name, level, f"{module}.{name}" if module else name, module)


def hidden_import(code: bytes) -> bool:
    """Return whether code may have an import where no line begins with it, or one that is written in an odd way."""
    at = code.find(_KEYWORD)
    while at >= 0:
        end = at + len(_KEYWORD)
        if not _WORD.match(code, at - 1) and not _WORD.match(code, end) and _may_be_import(code, at):
            return True
        at = code.find(_KEYWORD, end)
    return False


def _may_be_import(code: bytes, at: int) -> bool:
    """Return whether the word at a place may be that of a statement."""
    start = code.rfind(b"\n", 0, at) + 1
    before = code[start:at]
    lead = before[max(before.rfind(b";"), before.rfind(b":")) + 1 :].strip()
    if lead and not lead.startswith((b"from", b"lazy")):
        return False
    if _FORMATTED.search(before):
        return True
    return not any(token.start() <= at < token.end() for token in _TOKEN.finditer(code, start))
