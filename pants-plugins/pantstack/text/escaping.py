"""Text from files and names made safe to print: nothing in it is obeyed by a terminal or hidden from a reader."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

# Control characters, half of a surrogate pair, Unicode's line ends; a reversed direction hides what is there.
_UNFIT = frozenset({"Cc", "Cs", "Zl", "Zp"})
_EXCERPT = 60
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def escape(text: str, keep: Iterable[str] = ()) -> str:
    """Escape everything that a terminal would obey or hide, as Python's source would spell it.

    Args:
        text: may hold what a file name or a source file holds.
        keep: characters that are escaped in another way.
    """
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in keep else char.encode("unicode_escape").decode("ascii") for char in text
    )


def excerpt(text: str) -> str:
    """Escape the beginning of what a user typed, for a message that repeats it."""
    return escape(text[:_EXCERPT])


def single_line(text: str) -> str:
    """Put a text on one line: white space becomes single spaces, what a terminal or a page would obey is replaced."""
    return " ".join("".join(map(_fit, text)).split())


def _fit(char: str) -> str:
    if char.isspace():
        return " "
    return "\N{REPLACEMENT CHARACTER}" if char in _DIRECTIONS or unicodedata.category(char) in _UNFIT else char
