"""Names and descriptions made fit for one line."""

from __future__ import annotations

import unicodedata

# Control characters, half of a pair, line ends of Unicode; a direction that is turned around hides what is there.
_UNFIT = frozenset({"Cc", "Cs", "Zl", "Zp"})
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_WIDE = frozenset({"W", "F"})
_WITHOUT_WIDTH = frozenset({"Mn", "Me", "Cf"})


def clean(text: str) -> str:
    """The text on one line: white space as one space each, and nothing that a terminal or a page would obey."""
    return " ".join("".join(map(_fit, text)).split())


def _fit(char: str) -> str:
    if char.isspace():
        return " "
    return "\N{REPLACEMENT CHARACTER}" if char in _DIRECTIONS or unicodedata.category(char) in _UNFIT else char


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.category(char) in _WITHOUT_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1


def shortened(text: str, limit: int) -> str:
    """The text, with its middle left out where it takes more columns than the limit."""
    if columns(text) <= limit:
        return text
    head = _start(text, (limit - 1) // 2)
    tail = _start(text[::-1], limit - 1 - columns(head))[::-1]
    return f"{head}…{tail}"


def _start(text: str, limit: int) -> str:
    """The longest beginning that fits."""
    used = 0
    for index, char in enumerate(text):
        used += _columns(char)
        if used > limit:
            return text[:index]
    return text
