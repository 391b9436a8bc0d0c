"""The text of a file as code and triple-quoted strings."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple, Optional

_DOUBLE, _SINGLE = b'"""', b"'''"
_COOKIE = re.compile(rb"coding[:=][ \t]*([-\w.]+)")
_UTF_8 = frozenset({b"utf-8", b"utf8", b"utf_8"})
_CONTINUED = b"\\\n"
# A backslash at the end of a comment joins nothing; behind a `#` in a string it does.
_IN_COMMENT = re.compile(rb"#[^\n]*\\\n")
_UNCLEAR = re.compile(rb"#[^\n]*\\\n[^\n]*(?:import|\"\"\"|''')")
_COMMENT_OR_CONTINUED = re.compile(rb"(#[^\n]*)?\\\n")
# What makes the state of a line more than plain code.
_ODD = re.compile(rb"[\"'#]")
# Code with whole strings, of which none may have another one inside.
_PLAIN = re.compile(rb"[^\"'#]*(?:(?<![fFtTrR])(?:\"[^\"\\]*\"|'[^'\\]*')[^\"'#]*)*\Z")
_TOKEN = re.compile(rb"\"\"\"|'''|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*|[\"']")
_FORMATTED = re.compile(rb"(?:[fFtT][rR]?|[rR][fFtT])\Z")
# The fields of a formatted string, as far as none is in another and none is open.
_FIELDS = re.compile(rb"[^{}]*(?:(?:\{\{|\}\}|\{[^{}]*\})[^{}]*)*")


class CodeText(NamedTuple):
    """A text without its triple-quoted strings.

    Attributes:
        text: all of it.
        code: with `""` in the place of each string.
    """

    text: bytes
    code: bytes
    strings: list[bytes]


def decoded(content: bytes) -> Optional[bytes]:
    """Return a text as UTF-8 with line feeds and joined lines, an empty line before it; None where that is not sure."""
    if content.startswith(codecs.BOM_UTF8):
        content = content[3:]
    head = content.split(b"\n", 2)[:2]
    if any(b"coding" in line and not {each.lower() for each in _COOKIE.findall(line)} <= _UTF_8 for line in head):
        return None
    if b"\0" in content or not (content.isascii() or _is_utf_8(content)):
        return None
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"\\" in content and _CONTINUED in content:
        joined = _joined(content)
        return None if joined is None else b"\n%s\n" % joined
    return b"\n%s\n" % content


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _joined(text: bytes) -> Optional[bytes]:
    """Join lines; None where one may be joined to a comment or not, and that matters."""
    if _IN_COMMENT.search(text) is None:
        return text.replace(_CONTINUED, b"  ")
    if _UNCLEAR.search(text) is not None:
        return None
    return _COMMENT_OR_CONTINUED.sub(lambda found: found[0] if found[1] else b"  ", text)


def without_strings(text: bytes) -> Optional[CodeText]:
    """Take the triple-quoted strings out of a text; None where it is not sure which they are."""
    if b"'" not in text or _SINGLE not in text:
        pieces = text.split(_DOUBLE)
        if len(pieces) == 1:
            return CodeText(text, text, [])
        if len(pieces) % 2 and is_paired(pieces[::2], pieces[1::2]):
            return CodeText(text, b'""'.join(pieces[::2]), pieces[1::2])
    return _lexed(text)


def is_paired(code: list[bytes], strings: list[bytes]) -> bool:
    """Return whether every second quote certainly ends a string."""
    for before, inside in zip(code, strings):
        if inside.endswith(b"\\"):
            return False
        # Most stand at the beginning of a line.
        if not before.rstrip(b" ").endswith(b"\n"):
            line = before[before.rfind(b"\n") + 1 :]
            if not _is_plain(line, inside):
                return False
    return True


def _is_plain(line: bytes, inside: bytes) -> bool:
    """Return whether a string starts after the beginning of a line, and ends after what is inside."""
    if _PLAIN.match(line) is None:
        return False
    return not _FORMATTED.search(line) or _FIELDS.fullmatch(inside) is not None


def _lexed(text: bytes) -> Optional[CodeText]:
    """The same, quote by quote."""
    code: list[bytes] = []
    strings: list[bytes] = []
    start = position = 0
    ahead = {_DOUBLE: 0, _SINGLE: 0}
    while True:
        for quotes, known in ahead.items():
            if known < position or not known:
                place = text.find(quotes, position)
                ahead[quotes] = place if place >= 0 else len(text)
        at = min(ahead.values())
        if at == len(text):
            code.append(text[start:])
            return CodeText(text, b'""'.join(code), strings)
        line = max(text.rfind(b"\n", start, at) + 1, start)
        if _ODD.search(text, line, at):
            skipped = _skipped(text, line, at)
            if skipped is None:
                return None
            at, position = skipped
            if at < 0:
                continue
        end = _end_of_string(text, at)
        if end is None or (_FORMATTED.search(text, line, at) and not _FIELDS.fullmatch(text, at + 3, end)):
            return None
        code.append(text[start:at])
        strings.append(text[at + 3 : end])
        start = position = end + 3


def _skipped(text: bytes, line: int, at: int) -> Optional[tuple[int, int]]:
    """Go through the strings and comments of a line up to a triple quote.

    Returns:
        Where a string starts with it, or -1 and where to look on; None where that is not sure.
    """
    for token in _TOKEN.finditer(text, line):
        kind = token.group()
        if token.start() == at and kind in (_DOUBLE, _SINGLE):
            return at, at
        if len(kind) == 1 or kind in (_DOUBLE, _SINGLE) or _FORMATTED.search(text, line, token.start()):
            return None
        if token.end() > at:
            return -1, token.end()
    return None


def _end_of_string(text: bytes, at: int) -> Optional[int]:
    """Return where the quotes stand that end a string."""
    quotes = text[at : at + 3]
    end = text.find(quotes, at + 3)
    while end >= 0 and text[end - 1 : end] == b"\\" and end > at + 3:
        escapes = len(text[at + 3 : end]) - len(text[at + 3 : end].rstrip(b"\\"))
        if not escapes % 2:
            break
        end = text.find(quotes, end + 1)
    return None if end < 0 else end
