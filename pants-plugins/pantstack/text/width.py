"""How many columns of a terminal a text takes."""

from __future__ import annotations

import unicodedata

_WIDE = frozenset({"W", "F"})
_WITHOUT_WIDTH = frozenset({"Mn", "Me", "Cf"})


def width(text: str) -> int:
    """Count the columns of a terminal that a text takes."""
    return sum(map(_width, text))


def shorten(text: str, limit: int) -> str:
    """Leave out the middle of a text that takes more columns than the limit."""
    if width(text) <= limit:
        return text
    head = _start(text, (limit - 1) // 2)
    tail = _start(text[::-1], limit - 1 - width(head))[::-1]
    return f"{head}…{tail}"


def _width(char: str) -> int:
    # The second and third part of a Korean letter join the first like marks.
    if unicodedata.category(char) in _WITHOUT_WIDTH or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1


def _start(text: str, limit: int) -> str:
    """The longest beginning that fits."""
    used = 0
    for index, char in enumerate(text):
        used += _width(char)
        if used > limit:
            return text[:index]
    return text
