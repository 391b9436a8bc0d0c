"""Parse bytes into a syntax tree.

tree-sitter reads syntax that is newer than the running interpreter, and gives exact positions; `ast` does not.
"""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from bisect import bisect_right
from functools import cache, lru_cache
from typing import Callable, Optional

from tree_sitter import Language, Node, Parser

from pantstack.base.locations import Position
from pantstack.syntax.brackets import joined_lines, line_starts
from pantstack.syntax.interpreter import interpreter_parses
from pantstack.syntax.shortened import Shortened

# Newer than the grammar: `lazy import x` (PEP 810) and template strings (PEP 750).
_LAZY = re.compile(rb"(?<![\w.\x80-\xff])lazy(?=[ \t\f]+(?:import|from)(?![\w\x80-\xff]))")
_TEMPLATE = re.compile(rb"(?<![\w\x80-\xff])(?:[tT][rR]?|[rR][tT])(?=[\"'])")
_TO_F = bytes.maketrans(b"tT", b"fF")
# One new construct may hide another; nobody writes a program that needs more than a few rounds.
_ROUNDS = 8
_LONGEST = 60


class UnreadableError(Exception):
    """A file that cannot be read at all."""

    def __init__(self, position: Position, problem: str) -> None:
        super().__init__(problem)
        self.position = position
        self.problem = problem


class Source:
    """A file's text as UTF-8 with line feeds, and its tree.

    Attributes:
        data: the text as it was parsed: every byte keeps its offset, but what the grammar does not know is spelled so
            that it does.
    """

    def __init__(self, text: bytes, data: bytes, root: Node, shortened: Optional[Shortened] = None) -> None:
        self._shortened = shortened
        self.text = text
        self.data = data
        self.root = root
        self._plain = text.isascii()
        # Where the tree has fewer lines than the text, places are counted in the text.
        self._starts = None if shortened or text.count(b"\n") == data.count(b"\n") else line_starts(text)

    def start(self, node: Node) -> Position:
        """Return where a node starts."""
        return self._position(node.start_byte, node.start_point)

    def end(self, node: Node) -> Position:
        """Return the position just past a node."""
        return self._position(node.end_byte, node.end_point)

    def at(self, offset: int) -> Position:
        """Convert a byte offset to a position."""
        text = self.text if self._shortened is None else self.data
        start = text.rfind(b"\n", 0, offset) + 1
        return self._position(offset, (text.count(b"\n", 0, start), offset - start))

    def _position(self, offset: int, point: tuple[int, int]) -> Position:
        """Convert a place to a position: counted from 1, the column in characters."""
        row, column = point
        if self._shortened is not None:
            offset, row = self._shortened.original(offset, row)
        if self._starts is not None:
            row = bisect_right(self._starts, offset) - 1
            column = offset - self._starts[row]
        if not self._plain:
            column = len(self.text[offset - column : offset].decode("utf-8", "replace"))
        return Position(row + 1, column + 1)


def parsed(data: bytes) -> Node:
    """Parse a text as the grammar has it."""
    return Parser(_language()).parse(data).root_node


@cache
def _language() -> Language:
    # Where everything is known, nothing is parsed, and to import this brings much else.
    import tree_sitter_python  # noqa: PLC0415

    return Language(tree_sitter_python.language())


def known_syntax(data: bytes, root: Optional[Node] = None) -> bytes:
    """Spell newer constructs as older ones of the same length: `lazy` as `pass;`, a template string as an f-string.

    Args:
        root: of its tree, where it is parsed already.
    """
    matches = [(match, pattern is _LAZY) for pattern in (_LAZY, _TEMPLATE) for match in pattern.finditer(data)]
    if not matches:
        return data
    root = parsed(data) if root is None else root
    spelled = bytearray(data)
    for match, is_lazy in matches:
        start, end = match.span()
        leaf = root.descendant_for_byte_range(start, start + 1)
        # In strings and comments they mean nothing.
        if leaf is not None and leaf.type == "identifier":
            spelled[start : end + is_lazy] = b"pass;" if is_lazy else match.group().translate(_TO_F)
    return bytes(spelled)


def read(content: bytes, shorten: Optional[Callable[[bytes], Optional[Shortened]]] = None) -> Source:
    """Parse one file, without what is of no interest, which `shorten` leaves out; all of it if the rest does not parse.

    Raises:
        UnreadableError: when its bytes are not text.
    """
    try:
        text = _decoded(content)
        data = text.encode("utf-8")
    except (SyntaxError, LookupError, ValueError) as error:
        raise UnreadableError(Position(1, 1), f"its text cannot be decoded: {error}") from error
    if "\0" in text:
        at = text.index("\0")
        position = Position(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
        raise UnreadableError(position, "it has a null byte")
    shortened = None if shorten is None else shorten(data)
    root = None if shortened is None else parsed(shortened.data)
    if shortened is not None and root is not None and not root.has_error:
        return Source(data, shortened.data, root, shortened)
    written, root = data, parsed(data)
    for _ in range(_ROUNDS):
        known = known_syntax(data, root) if root.has_error else data
        if known == data:
            break
        data, root = known, parsed(known)
    if root.has_error:
        # The grammar takes a line in brackets that is indented less than its block for the block's end.
        joined = joined_lines(data)
        whole = root if joined == data else parsed(joined)
        if not whole.has_error:
            data, root = joined, whole
    return Source(written, data, root)


def first_error(source: Source) -> Optional[tuple[Position, str]]:
    """Find the first syntax error that is not merely newer than the grammar."""
    waiting = [source.root] if source.root.has_error else []
    while waiting:
        node = waiting.pop()
        inside = [child for child in node.children if child.has_error or child.is_missing]
        # A missing end of a line is an error that no child has.
        if node.is_missing or (not _newer_syntax(node) if node.type == "ERROR" else not inside):
            # The interpreter may know what the grammar does not.
            wrong = None if interpreter_parses(source.data, source.root) else source.start(_unended(node))
            return None if wrong is None else (wrong, "it is not Python")
        waiting += reversed(inside)
    return None


def _unended(block: Node) -> Node:
    """Return the first statement of a block that begins on the line where another ends; any other node itself."""
    pairs = zip(block.children, block.children[1:]) if block.type in ("module", "block") else ()
    return next((after for before, after in pairs if before.end_point[0] == after.start_point[0]), block)


def fragment(text: str) -> Optional[Node]:
    """Parse an expression that is in a string; None if it is not Python."""
    root = parsed(text.strip().encode("utf-8", "replace"))
    return None if root.has_error else root


@lru_cache(maxsize=4096)
def _letters(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def text_of(node: Optional[Node]) -> str:
    """Return a node as written; empty for None."""
    return "" if node is None else _letters(node.text or b"")


def shortened(node: Node) -> str:
    """Return a node as written, on one line, cut to 60 characters."""
    text = " ".join(text_of(node).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def encoding_of(content: bytes) -> str:
    """Return the encoding that a file is in, as Python reads it.

    Raises:
        SyntaxError: if it declares an unknown one, or is not UTF-8 and declares none.
    """
    # Some interpreters refuse a null byte here, others do not; it is none of the encoding's business.
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content.replace(b"\0", b"?")).readline)
    return encoding


def _decoded(content: bytes) -> str:
    text = content.removeprefix(codecs.BOM_UTF8).decode(encoding_of(content))
    # Lines end as Python's own reader has them: a lone carriage return ends one, too.
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _newer_syntax(node: Node) -> bool:
    """Return whether an error is `except A, B, C:` (PEP 758) or the default of a type parameter (PEP 696)."""
    above = node.parent
    if above is not None and above.type in ("except_clause", "except_group_clause"):
        return b"," in (node.text or b"")
    for _ in range(_ROUNDS):
        if above is None or above.type == "type_parameter":
            break
        above = above.parent
    return above is not None and above.type == "type_parameter" and b"=" in (above.text or b"")
