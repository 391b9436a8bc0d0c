"""Comments that hide findings: `# pantstack: ignore[code] reason until=2027-03-31`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.model import Suppression
from pantstack.boundaries.scanner.tree_cursor import TreeCursor
from pantstack.syntax.source import UnreadableError, read

_MARK = re.compile(rb"#[ \t]*pantstack:")
_FORM = re.compile(r"ignore\s*\[([^\]]*)\](.*)\Z", re.DOTALL)
_UNTIL = re.compile(r"(?<!\S)until\s*=\s*(\S*)")
# The first letter of a line with more than a comment.
_CODE = re.compile(rb"\n[ \t\f]*[^\s#]")
# `date.fromisoformat` takes more than this from CPython 3.11 on.
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BLOCKS = frozenset({"module", "block"})


def suppressions(content: bytes) -> tuple[Suppression, ...]:
    """The comments of one file, Python or BUILD, that hide findings; none if it cannot be read."""
    try:
        return of_source(TreeCursor(read(content)))
    except UnreadableError:
        return ()


def of_source(cursor: TreeCursor) -> tuple[Suppression, ...]:
    """The comments that hide findings, in order."""
    source = cursor.source
    found = []
    end = -1
    for offset, stack in cursor.visit(mark.start() for mark in _MARK.finditer(source.text)):
        comment = stack[-1].node
        if comment.type != "comment" or comment.end_byte == end:
            continue
        end = comment.end_byte
        place = source.at(offset)
        start = source.text.rfind(b"\n", 0, offset) + 1
        before = source.text[start : comment.start_byte]
        covered = _ended(cursor, place.line, start, before) if before.strip() else _next(cursor, place.line, end)
        text = source.text[offset:end].decode("utf-8", "replace").partition("pantstack:")[2]
        found.append(_parsed(Suppression(place, *covered), text.strip()))
    return tuple(found)


def parse_day(text: str) -> Optional[date]:
    """Read the day of an `until=`; None for anything but YYYY-MM-DD."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _parsed(comment: Suppression, text: str) -> Suppression:
    """A comment with what it says after `pantstack:`."""
    form = _FORM.match(text)
    if form is None:
        return replace(comment, problem=f"it says `{text}`" if text else "it says nothing")
    codes = tuple(dict.fromkeys(code.strip() for code in form.group(1).split(",") if code.strip()))
    days = _UNTIL.findall(form.group(2))
    reason = " ".join(_UNTIL.sub(" ", form.group(2)).split())
    problem = None
    if not codes:
        problem = "it names no code"
    elif len(days) > 1:
        problem = "it names more than one day"
    elif days and parse_day(days[0]) is None:
        problem = f"`{days[0]}` is not a day"
    elif not reason:
        problem = "it gives no reason"
    return replace(comment, codes=codes, reason=reason, until=days[0] if days else None, problem=problem)


def _ended(cursor: TreeCursor, line: int, start: int, before: bytes) -> tuple[int, int]:
    """The lines that a comment at the end of a line covers: those of a statement that begins or ends there."""
    first = last = line
    # Several statements may share a line: the first of them, and the one that the comment follows.
    for at in (len(before) - len(before.lstrip()), len(before.rstrip()) - 1):
        lines = _simple(cursor, start + at)
        if lines is not None and line in lines:
            first, last = min(first, lines[0]), max(last, lines[1])
    return first, last


def _next(cursor: TreeCursor, line: int, end: int) -> tuple[int, int]:
    """The lines that a comment alone on its line covers: the statement or the line that follows."""
    found = _CODE.search(cursor.source.text, end)
    if found is None:
        return line, line
    line = cursor.source.at(found.end() - 1).line
    lines = _simple(cursor, found.end() - 1)
    return lines if lines is not None and lines[0] == line else (line, line)


def _simple(cursor: TreeCursor, offset: int) -> Optional[tuple[int, int]]:
    """The first and last line of the statement at a byte: of one with others in it only what is before them."""
    stack = cursor.seek(offset)
    index = next((i for i in range(len(stack) - 1, 0, -1) if stack[i - 1].node.type in _BLOCKS), 0)
    if index == 0 or stack[index].node.type == "ERROR":
        return None
    node = end = stack[index].node
    for frame in stack[index:]:
        colon = _colon(frame.node)
        if colon is not None or frame.node.type == "decorator":
            node, end = frame.node, colon or frame.node
    return cursor.source.start(node).line, cursor.source.end(end).line


def _colon(node: Node) -> Optional[Node]:
    """The colon before the statements in a statement or in a part of one; None where it has none."""
    if not any(child.type == "block" for child in node.children):
        return None
    return next((child for child in node.children if child.type == ":"), None)
