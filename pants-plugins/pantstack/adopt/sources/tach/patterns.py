"""Tach's patterns: globs of modules, and regular expressions of interfaces."""

from __future__ import annotations

import re
from functools import lru_cache

from pantstack.adopt.sources.documents import Value

_MARKS = re.compile(r"(?<!\\)[*?\[\]{}]")
_PIECE = re.compile(r"\\.|\*+|\?|\[!?\]?[^\]]*\]|.", re.DOTALL)
_ALTERNATIVES = {"{": "(?:", "}": ")", ",": "|"}


def is_glob(text: str) -> bool:
    """Return whether a path of a module is a pattern."""
    return bool(_MARKS.search(text))


@lru_cache(maxsize=1024)
def module_glob(text: str) -> re.Pattern[str]:
    """Return the expression for the dotted names that a pattern of modules matches: a star is one part of a name."""
    tail = text.endswith(".**") and len(text) > len(".**")
    parts = (text[:-3] if tail else text).split(".")
    pieces = [r"(?:[^.]+\.)*" if part == "**" else f"{_translated(part, '[^.]')}\\." for part in parts[:-1]]
    last = r"[^.]+(?:\.[^.]+)*" if parts[-1] == "**" else _translated(parts[-1], "[^.]")
    return _compiled("".join(pieces) + last + (r"(?:\..+)?" if tail else ""), text)


@lru_cache(maxsize=1024)
def free_glob(text: str) -> re.Pattern[str]:
    """Return the expression for the names that a pattern of `visibility` matches: a star is anything."""
    return _compiled(_translated(text, "."), text)


@lru_cache(maxsize=1024)
def path_glob(text: str) -> re.Pattern[str]:
    """Return the expression for the paths that an entry of `exclude` or `source_roots` matches, and what is below."""
    parts = text.strip("/").split("/")
    pieces = ["(?:[^/]+/)*" if part == "**" else f"{_translated(part, '[^/]')}/" for part in parts[:-1]]
    last = ".*" if parts[-1] == "**" else _translated(parts[-1], "[^/]")
    return _compiled("".join(pieces) + last, text)


def _compiled(pattern: str, text: str) -> re.Pattern[str]:
    """Compile what a glob was translated to; one that is not valid matches itself alone."""
    try:
        return re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return re.compile(re.escape(text))


def _translated(text: str, char: str) -> str:
    """Translate a glob; where its braces do not match, they are characters."""
    braces = text.count("{") == text.count("}")
    return "".join(_piece(piece, char, in_braces=braces and "{" in text) for piece in _PIECE.findall(text))


def _piece(piece: str, char: str, *, in_braces: bool) -> str:
    if piece.startswith("*"):
        return f"{char}*"
    if piece == "?":
        return char
    if piece.startswith("[") and len(piece) > len("[]"):
        inner = piece[1:-1].replace("\\", r"\\").replace("[", r"\[")
        return f"[^{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
    if in_braces and piece in _ALTERNATIVES:
        return _ALTERNATIVES[piece]
    return re.escape(piece[-1])


def expression(value: Value, text: str) -> re.Pattern[str]:
    """Compile a regular expression that a file has.

    Raises:
        UserError: if it is not one.
    """
    try:
        return re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        message = f"`{text}` in `{value.name}` is not a regular expression: {error}."
        raise value.error(message, "Correct it there.") from error
