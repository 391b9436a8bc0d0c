"""The import statements in a text without triple-quoted strings."""

from __future__ import annotations

import re
from typing import NamedTuple, Optional

# From the line before: with a literal first the search is a fast one. What it finds is looked at more closely once.
_STATEMENT = re.compile(
    rb"\n([ \t\f]*)((?:import[ \t\f]|from[ \t\f.]|lazy[ \t\f]+(?:import|from)[ \t\f.])[A-Za-z0-9_., \t\f]*"
    rb"(?:\*[ \t\f]*|\([^()#]*(?:#[^\n]*\n[^()#]*)*\)[ \t\f]*)?)(?=[\n;#])"
)
_COMMENT = re.compile(rb"#[^\n]*\n")
_NAME = r"[A-Za-z_]\w*"
_DOTTED = rf"{_NAME}(?:\.{_NAME})*"
_TAKEN = rf"{_NAME}(?: as {_NAME})?"
_LISTED = rf"{_TAKEN}(?: ?, ?{_TAKEN})*"
_MODULE = rf"{_DOTTED}(?: as {_NAME})?"
_PLAIN = re.compile(rf"(?:lazy )?import ({_MODULE}(?: ?, ?{_MODULE})*)")
_FROM = re.compile(
    rf"(?:lazy )?from (\.*) ?(?:({_DOTTED}) |(?<=\.)|(?<=\. ))import"
    rf"(?: ({_LISTED})| ?(\*)| ?\( ?({_LISTED}) ?(?:, ?)?\))",
    re.ASCII,
)
_TOKEN = re.compile(rb"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*")
_FORMATTED = re.compile(rb"[fFtT][rR]?[\"']|[rR][fFtT][\"']")
_WORD = re.compile(rb"[\w\x80-\xff]")
# Of a line up to an import.
_LONGEST = 1000
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


def read_import(line: bytes) -> Optional[tuple[str, tuple[Taken, ...]]]:
    """Read a statement as it was found.

    Returns:
        It, with single spaces and without comments and parentheses, and the names that it takes; None for what is none,
        or an odd one.
    """
    code = _COMMENT.sub(b"\n", line)
    if not code.isascii():
        return None
    words = " ".join(code.decode().split())
    plain = _PLAIN.fullmatch(words)
    if plain is not None:
        names = [each.strip() for each in plain[1].split(",")]
        return f"import {', '.join(names)}", tuple(map(_module, names))
    form = _FROM.fullmatch(words.replace("from.", "from .", 1))
    if form is None:
        return None
    dots, module, *lists = form.groups(default="")
    names = [each.strip() for each in "".join(lists).split(",")]
    taken = tuple(_name(each, len(dots), module) for each in names)
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
    if at - start > _LONGEST or not any(
        token.start() <= at < token.end() for token in _TOKEN.finditer(code, start, at + _LONGEST)
    ):
        return True
    before = code[start:at]
    if not _FORMATTED.search(before):
        return False
    # One string may be in another, but a statement begins with what it begins with.
    lead = before[max(before.rfind(b";"), before.rfind(b":")) + 1 :].strip()
    return not lead or lead.startswith((b"from", b"lazy"))
