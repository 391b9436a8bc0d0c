"""Offsets in a file's bytes, and edits of them.

All offsets are in UTF-8, which is what tree-sitter reads: nothing is printed anew that should not change.
libcst is no replacement: it ends the process on deep nesting, drops form feeds and takes seconds for a large file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Optional

from tree_sitter import Node

from pantstack.base.locations import Position
from pantstack.syntax.source import known_syntax, parsed

COLUMNS = 100
_AFTER_LAZY = re.compile(rb"(?<![\w.\x80-\xff])lazy[ \t\f]+\Z")
_LONE_CARRIAGE_RETURN = re.compile(rb"\r(?!\n)")
_FIRST_INDENT = re.compile(rb"^([ \t]+)[^\s#]", re.MULTILINE)


class Edit(NamedTuple):
    """A replacement of the bytes from start to just before end."""

    start: int
    end: int
    text: bytes


def parse(data: bytes) -> Node:
    """Parse a file; in its tree `lazy` is `pass;` and a template string an f-string."""
    return parsed(known_syntax(data))


def import_start(data: bytes, statement: int) -> int:
    """Return where an import statement starts: at its `lazy`, or else at its `import` or `from`."""
    lazy = _AFTER_LAZY.search(data, line_start(data, statement), statement)
    return statement if lazy is None else lazy.start()


def has_common_line_ends(data: bytes) -> bool:
    """Return whether tree-sitter and Python agree on line ends: only for Python a lone carriage return is one."""
    return _LONE_CARRIAGE_RETURN.search(data) is None


def walk(root: Node) -> Iterator[Node]:
    """Yield all nodes in the order of the text, without recursion: depth is the file's choice, not ours."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


def bytes_of(node: Node) -> bytes:
    """Return a node's text."""
    return node.text or b""


def comment_text(node: Node) -> bytes:
    """Return a comment's text; to tree-sitter the carriage return at the end of its line is part of it."""
    return bytes_of(node).rstrip(b"\r")


def apply(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Apply edits, which must not overlap."""
    parts: list[bytes] = []
    at = 0
    for edit in sorted(edits):
        parts += (data[at : edit.start], edit.text)
        at = edit.end
    return b"".join((*parts, data[at:]))


def line_start(data: bytes, at: int) -> int:
    """Return where the line of an offset begins."""
    return data.rfind(b"\n", 0, at) + 1


def line_end(data: bytes, at: int) -> int:
    """Return where the line of an offset ends, before its line end."""
    end = data.find(b"\n", at)
    end = len(data) if end < 0 else end
    return end - 1 if data[end - 1 : end] == b"\r" and end > at else end


def next_line(data: bytes, at: int) -> int:
    """Return where the line after that of an offset begins."""
    end = data.find(b"\n", at)
    return len(data) if end < 0 else end + 1


def indent(data: bytes, at: int) -> bytes:
    """Return the white space that a line begins with."""
    start = line_start(data, at)
    line = data[start : line_end(data, start)]
    return line[: len(line) - len(line.lstrip(b" \t\f"))]


def width(data: bytes, at: int) -> int:
    """Count the columns of a line."""
    return len(data[line_start(data, at) : line_end(data, at)].decode("utf-8", "replace"))


def newline(data: bytes) -> bytes:
    """Return the line end of the first line, which added lines get too."""
    end = data.find(b"\n")
    return b"\r\n" if end > 0 and data[end - 1 : end] == b"\r" else b"\n"


def indent_unit(data: bytes) -> bytes:
    """One level of indentation, as the file's first indented line has it."""
    indented = _FIRST_INDENT.search(data)
    first = indented.group(1) if indented is not None else b""
    if first.startswith(b"\t"):
        return b"\t"
    return first if first == b"  " else b"    "


def position(data: bytes, at: int) -> Position:
    """Convert an offset to a line and column."""
    start = line_start(data, at)
    return Position(data.count(b"\n", 0, at) + 1, len(data[start:at].decode("utf-8", "replace")) + 1)


def offset(data: bytes, place: Position) -> Optional[int]:
    """Convert a line and column to an offset; None where the file has no such position."""
    lines = data.split(b"\n")
    if not 1 <= place.line <= len(lines) or place.column < 1:
        return None
    line = lines[place.line - 1].decode("utf-8", "replace")
    if place.column > len(line) + 1:
        return None
    before = sum(len(line) + 1 for line in lines[: place.line - 1])
    return before + len(line[: place.column - 1].encode())
