"""Code in which strings have numbers, so that what functions are given can be read."""

from __future__ import annotations

import re

_STRING_OR_COMMENT = re.compile(rb"\"([^\"\\\n]*(?:\\.[^\"\\\n]*)*)\"|'([^'\\\n]*(?:\\.[^'\\\n]*)*)'|#[^\n]*")
DOTTED = re.compile(rb"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*\Z")
LITERAL = re.compile(rb"\(\s*\"(\d+)\"\s*[,)]")
_GOES_ON = re.compile(rb"[\s\\)]*[.(]")
_NEAR = 200


class MaskedCode:
    """Code with the number of each string in its place, and without comments."""

    def __init__(self, code: bytes) -> None:
        pieces = _STRING_OR_COMMENT.split(code)
        self.literals: list[bytes] = []
        masked = [b"\n", pieces[0]]
        for double, single, after in zip(pieces[1::3], pieces[2::3], pieces[3::3]):
            if double is not None or single is not None:
                masked.append(b'"%d"' % len(self.literals))
                self.literals.append(single if double is None else double)
            masked.append(after)
        self.code = b"".join([*masked, b"\n"])


class UnclearError(Exception):
    """Only parsing tells."""


def check_read_only(code: bytes, start: int, end: int) -> None:
    """A chain that stops before a call may be assigned to another name, or go on behind a bracket."""
    before = code[max(0, start - _NEAR) : start].rstrip(b" \t\n\\(*")
    if not before or before.endswith(b"=") or _GOES_ON.match(code, end):
        raise UnclearError
