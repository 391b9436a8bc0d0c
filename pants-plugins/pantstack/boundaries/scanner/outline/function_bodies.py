"""A text without the bodies of its functions, for those who want to know only what it binds: they are most of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Optional

from pantstack.boundaries.scanner.outline.code_text import is_paired
from pantstack.syntax.shortened import Shortened, without

_DOUBLE, _SINGLE = b'"""', b"'''"
_STRING_OR_COMMENT = re.compile(
    rb'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
    rb"|'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
    rb'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
    rb"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
    rb"|#[^\n]*",
    re.DOTALL,
)
# A function with its head and its body, the lines that are indented further and those between them.
_FUNCTION = re.compile(
    rb"\n([ ]*)(?:async )?def [ ]*([^\W\d]\w*\([^()]*(?:\([^()]*\)[^()]*){0,60}\))[ ]*(?:->[^\n:#]*)?:[ ]*(?:#[^\n]*)?"
    rb"((?:\n(?:\1[ ]+[^\n]*|[ ]*(?=\n)))*)"
)
_TABS = (b"\n\t", b" \t")
_COMMENT = b"pantstack:"
_LAZY = b"__getattr__"
# What a function may do to the file: it is looked for in its body.
_KEPT = (b"global", b"__all__", b"vars()", b"locals()", b"sys.modules[", b"TYPE_CHECKING")
_IMPORT = b"import"
_IMPORTING = re.compile(rb"(?:\A|[\n:;])[ ]*(?:import\b|from\b[^\n]*(?:\bimport\b|\\\n))")
_INSTANCE = re.compile(rb"self\.[A-Za-z]\w*[ ]*:")
_STATEMENT = b"0"
_BLANK = b" \n"


def without_bodies(data: bytes) -> Optional[Shortened]:
    """Put a zero in the place of functions' bodies, except those that bind something of the file, or import.

    What is not Python in a body is not noticed then.

    Returns:
        The text without them; None where nothing can be left out.
    """
    if _COMMENT in data or any(sign in data for sign in _TABS):
        return None
    kept = [word for word in _KEPT if word in data]
    instances = [found.start() for found in _INSTANCE.finditer(data)]
    cuts: list[tuple[int, int]] = []
    for found in _FUNCTION.finditer(_in_one_line_each(data)):
        # There is an empty line before the text.
        start, end = found.start(3) - 1, found.end(3) - 1
        body = data[start:end].lstrip(_BLANK)
        start = end - len(body)
        body = body.rstrip(_BLANK)
        if body and not _matters(body, kept) and _is_whole(found[2]):
            end = start + len(body)
            if not instances or bisect_left(instances, start) == bisect_left(instances, end):
                cuts.append((start, end))
    return without(data, cuts, _STATEMENT) if cuts else None


def _in_one_line_each(data: bytes) -> bytes:
    """A text with a line for each of its strings, an empty line before it, and an end for its last line."""
    if _SINGLE not in data:
        pieces = data.split(_DOUBLE)
        if len(pieces) % 2 and is_paired(pieces[::2], pieces[1::2]):
            pieces[1::2] = [piece.replace(b"\n", b"\0") for piece in pieces[1::2]]
            return b"\n%s\n" % _DOUBLE.join(pieces)
    pieces, done = [], 0
    for found in _STRING_OR_COMMENT.finditer(data):
        if b"\n" in found[0]:
            pieces += [data[done : found.start()], found[0].replace(b"\n", b"\0")]
            done = found.end()
    return b"\n%s%s\n" % (b"".join(pieces), data[done:])


def _matters(body: bytes, kept: list[bytes]) -> bool:
    """Return whether a body binds something of its file, or imports, or may not end where it seems to."""
    if _IMPORT in body and _IMPORTING.search(body) is not None:
        return True
    return body.endswith(b"\\") or (bool(kept) and any(word in body for word in kept))


def _is_whole(head: bytes) -> bool:
    """Return whether the parentheses of a function's head are closed, and it gives no names that the file has not."""
    if b'"' in head or b"'" in head or b"#" in head:
        head = _STRING_OR_COMMENT.sub(b"", head)
    return head.count(b"(") == head.count(b")") and not head.startswith(_LAZY)
