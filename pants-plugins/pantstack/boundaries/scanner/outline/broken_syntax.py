"""Cheap signs that a text is no Python: an outline is for what certainly is."""

from __future__ import annotations

import re
from typing import NamedTuple, Optional

_STRING_OR_COMMENT = re.compile(rb"(\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|#[^\n]*)")
# A name may stand right before a comment.
_PLACEHOLDER = b" 0"
_MARKS = frozenset(b"()[]{}<>?$!`%\"'\\")
_DELETED = bytes(byte for byte in range(256) if byte not in _MARKS)
_NEVER = re.compile(rb"[?$`\"'\\]")
_BRACKETS = ((b"(", b")"), (b"[", b"]"), (b"{", b"}"))
# Signs that marks may make by standing together, and what they have to be in the text.
_SIGNS = (
    (b"!", re.compile(rb"!(?!=)")),
    (b"{%", re.compile(rb"\{%")),
    (b"{{", re.compile(rb"\{\{[ \t]")),
    (b"<<<<<<<", re.compile(rb"\n<{7}")),
    (b">>>>>>>", re.compile(rb"\n>{7}")),
)
_ASSIGNING = re.compile(rb" =(?: =|\n|(?<=[ \n]class =)|(?<=[ \n]def =))")
_DIVIDER = b"\n======="
# A line that ends in a dot, or has only a comment after one.
_DANGLING = re.compile(rb"\.(?<![0-9.]\.)[ \t]*0?\n")


class PlainCode(NamedTuple):
    """Code, and what was taken out of it.

    Attributes:
        code: with a zero in the place of each string and comment.
        others: these, with their quotes and signs.
    """

    code: bytes
    others: list[bytes]


def plain_code(code: bytes) -> Optional[PlainCode]:
    """Take strings and comments out of code; None where it looks broken.

    Args:
        code: without triple-quoted strings.
    """
    pieces = _STRING_OR_COMMENT.split(code)
    plain = _PLACEHOLDER.join(pieces[::2])
    if _DIVIDER in plain or _ASSIGNING.search(plain) or _DANGLING.search(plain):
        return None
    marks = plain.translate(None, _DELETED)
    if _NEVER.search(marks):
        return None
    for sign, pattern in _SIGNS:
        if sign in marks and pattern.search(plain):
            return None
    for opening, closing in _BRACKETS:
        if marks.count(opening) != marks.count(closing):
            return None
    return PlainCode(plain, pieces[1::2])
