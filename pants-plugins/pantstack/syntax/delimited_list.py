"""Entries between brackets, their commas and their comments: a list, the arguments of a call, the names of an import.

A comment at the end of a line belongs to the entry before it. Comments on lines of their own belong to the entry
right below them. All others belong to the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Optional

from tree_sitter import Node

from pantstack.syntax import source_edits
from pantstack.syntax.source_edits import Edit


@dataclass(frozen=True)
class Part:
    """An entry or a comment.

    Attributes:
        start: its first byte.
        end: just past it; the comma is not part of an entry.
        entry: the number of the entry that it is or belongs to; None for a comment that belongs to the whole.
        trailing: whether it is a comment at the end of another's line.
    """

    start: int
    end: int
    entry: Optional[int]
    comment: bool = False
    trailing: bool = False


@dataclass(frozen=True)
class Entries:
    """Entries and comments in order.

    Attributes:
        start: just past the opening bracket, or the first entry where there is no bracket.
        end: the closing bracket, or just past the last entry where there is none.
        one_per_line: whether there are brackets, and every entry and comment has a line of its own between theirs.
        comma: whether a comma follows the last entry.
    """

    data: bytes
    start: int
    end: int
    parts: tuple[Part, ...]
    one_per_line: bool
    comma: bool

    @property
    def items(self) -> tuple[Part, ...]:
        """The entries without the comments."""
        return tuple(part for part in self.parts if not part.comment)

    @property
    def on_one_line(self) -> bool:
        """Whether all of it is on one line."""
        return b"\n" not in self.data[self.start : self.end]

    def of(self, entry: int) -> tuple[Part, ...]:
        """Return an entry and its comments."""
        return tuple(part for part in self.parts if part.entry == entry)


def read(data: bytes, nodes: Iterable[Node]) -> Entries:
    """Separate entries, commas, comments and brackets.

    Args:
        nodes: the children of a syntax node that are or stand between its brackets; at least one of them.
    """
    inner = [node for node in nodes if node.type != "line_continuation"]
    one_per_line = inner[0].type in ("(", "[", "{")
    start, end = inner[0].start_byte, inner[-1].end_byte
    if one_per_line:
        start, end = inner[0].end_byte, inner[-1].start_byte
        one_per_line = _one_per_line([node for node in inner if node.type != "comment"])
    parts = tuple(_parts(inner))
    last = max((part.end for part in parts if not part.comment), default=end)
    return Entries(data, start, end, parts, one_per_line, any(n.type == "," and n.start_byte >= last for n in inner))


def _one_per_line(marks: Sequence[Node]) -> bool:
    """Return whether every entry begins a line, ends it with its comma, and the closing bracket begins one too."""
    return all(
        (after.start_point[0] == before.end_point[0]) == (after.type == ",") for before, after in zip(marks, marks[1:])
    )


def _parts(nodes: Iterable[Node]) -> Iterator[Part]:
    count, row = 0, -1
    alone: list[Node] = []
    for node in nodes:
        if node.type == "comment" and node.start_point[0] == row:
            yield _comment(node, count - 1 if count else None, trailing=True)
        elif node.type == "comment":
            alone.append(node)
        else:
            is_entry = node.type not in ("(", "[", "{", ",", "}", "]", ")")
            touching = _touching(alone, node.start_point[0]) if is_entry else 0
            for number, comment in enumerate(alone):
                yield _comment(comment, count if number >= len(alone) - touching else None, trailing=False)
            alone = []
            if is_entry:
                yield Part(node.start_byte, node.end_byte, count)
                count += 1
            row = node.end_point[0]


def _comment(node: Node, entry: Optional[int], *, trailing: bool) -> Part:
    return Part(
        node.start_byte, node.start_byte + len(source_edits.comment_text(node)), entry, comment=True, trailing=trailing
    )


def _touching(comments: Sequence[Node], row: int) -> int:
    """Count the comments directly above a line, without a gap."""
    rows = [comment.start_point[0] for comment in comments]
    count = 0
    while count < len(rows) and rows[-1 - count] == row - 1 - count:
        count += 1
    return count


def change(entries: Entries, removed: Collection[int], texts: Mapping[int, bytes]) -> list[Edit]:
    """Delete entries, by number, with their comments, and give others, by number, new texts."""
    items = entries.items
    edits = [Edit(items[number].start, items[number].end, text) for number, text in texts.items()]
    kept = [number for number in range(len(items)) if number not in removed]
    if not removed:
        return edits
    if not kept and all(part.entry is not None for part in entries.parts):
        return [Edit(entries.start, entries.end, b"")]
    if len(items) == len(entries.parts) and kept:
        return edits + [_cut(items, number, kept[-1]) for number in sorted(removed)]
    if not entries.one_per_line:
        return [Edit(entries.start, entries.end, render(entries, removed, texts))]
    return edits + [_lines(entries, number) for number in removed]


def _lines(entries: Entries, number: int) -> Edit:
    """Delete an entry's lines and those of its comments."""
    data, parts = entries.data, entries.of(number)
    return Edit(source_edits.line_start(data, parts[0].start), source_edits.next_line(data, parts[-1].end), b"")


def _cut(items: Sequence[Part], number: int, last_kept: int) -> Edit:
    """Delete an entry and one comma where no comment is in the way."""
    if number < last_kept:
        return Edit(items[number].start, items[number + 1].start, b"")
    return Edit(items[number - 1].end, items[number].end, b"")


def insert(entries: Entries, at: int, text: bytes) -> list[Edit]:
    """Add an entry, without its comma, before the entry of a number, or behind all entries."""
    items = entries.items
    if not entries.parts:
        return [Edit(entries.start, entries.end, text)]
    if entries.on_one_line:
        if at < len(items):
            return [Edit(items[at].start, items[at].start, text + b", ")]
        return [Edit(items[-1].end, items[-1].end, b", " + text)]
    if not entries.one_per_line or not items:
        return [Edit(entries.start, entries.end, render(entries, (), {}, (at, text)))]
    return _insert_line(entries, at, text)


def _insert_line(entries: Entries, at: int, text: bytes) -> list[Edit]:
    items, data = entries.items, entries.data
    line = source_edits.indent(data, items[min(at, len(items) - 1)].start) + text
    end = source_edits.newline(data)
    if at < len(items):
        start = source_edits.line_start(data, entries.of(at)[0].start)
        return [Edit(start, start, line + b"," + end)]
    start = source_edits.next_line(data, entries.of(at - 1)[-1].end)
    if entries.comma:
        return [Edit(start, start, line + b"," + end)]
    return [Edit(items[-1].end, items[-1].end, b","), Edit(start, start, line + end)]


def render(
    entries: Entries,
    removed: Collection[int],
    texts: Mapping[int, bytes],
    new: Optional[tuple[int, bytes]] = None,
) -> bytes:
    """Render what is between the brackets with a line for every entry and comment.

    Args:
        removed: the numbers of entries to leave out, with their comments.
        texts: new texts of entries, by number.
        new: an entry to add, and the number of the one that it goes before.
    """
    added = [] if new is None else [new[1] + b","]
    lines = [b""]
    for part in entries.parts:
        if part.entry is not None and part.entry in removed:
            continue
        if new is not None and part.entry == new[0]:
            lines += added
            added = []
        text = entries.data[part.start : part.end]
        if part.trailing:
            lines[-1] += b"  " + text
        else:
            lines.append(text if part.comment else texts.get(part.entry or 0, text) + b",")
    return on_lines(entries.data, entries.start, (*lines, *added))


def on_lines(data: bytes, at: int, lines: Iterable[bytes]) -> bytes:
    """Put lines between brackets, one level deeper than the line of a place.

    Args:
        at: where the opening bracket is.
        lines: what follows the bracket on its line, and the lines after that.
    """
    base, end = source_edits.indent(data, at), source_edits.newline(data)
    return (end + base + source_edits.indent_unit(data)).join(lines) + end + base
