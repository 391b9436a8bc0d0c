"""Import statements, and the conditions that they stand under."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple, Optional

from tree_sitter import Node

from pantstack.base.locations import Position
from pantstack.boundaries.scanner.model import ImportSite
from pantstack.boundaries.scanner.tree_cursor import CHECKING, Frame, Guard, Scope, TreeCursor
from pantstack.syntax.source import Source, text_of

_IMPORT = "import"
_STATEMENTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})
# Only a backslash joins the next line, and none in a comment.
_LINE_END = re.compile(rb"#[^\n]*\n|(?<!\\)\n")
_PLAIN = re.compile(r"[\w.]*\Z")
_TYPING = frozenset({"typing", "typing_extensions"})
# What would make a branch run that only type checkers are supposed to see.
_NOT_FALSE = re.compile(rb"TYPE_CHECKING(?<![\w.]TYPE_CHECKING)[ \t]*(?::[^=\n]*)?=(?!=)(?![ \t]*False\b)")


class Imported(NamedTuple):
    """One name of an import statement.

    Attributes:
        site: as it is reported, except the conditions it stands under.
        offset: the byte where the bound name stands; -1 where none is bound.
        aliased: whether `as` gives it the name.
        place: of the bound name, else of the site.
    """

    site: ImportSite
    offset: int
    scope: Scope
    guard: Optional[Guard]
    aliased: bool
    place: Position

    @property
    def dotted(self) -> str:
        """The dotted name of what is imported, without leading dots."""
        return self.site.module if self.site.name == "*" else self.site.dotted


def statements(cursor: TreeCursor) -> tuple[tuple[Imported, ...], Optional[Position]]:
    """All names that import statements name.

    Returns:
        They, in order; and where an import stands that cannot be read, or None.
    """
    found: list[Imported] = []
    unread: Optional[Position] = None
    for _, stack in cursor.words([_IMPORT]):
        keyword = stack[-1].node
        if keyword.type != _IMPORT:
            continue
        frame = stack[-2]
        end = _line_end(cursor.source, frame.node) if frame.node.type in _STATEMENTS else None
        if end is not None:
            found += _named(cursor, frame, end)
        if end != frame.node.end_byte or frame.node.children[-1].type == ",":
            unread = unread or cursor.source.start(keyword)
    return tuple(found), unread


def _line_end(source: Source, statement: Node) -> int:
    """Return the byte where an import ends: the grammar takes names on further lines for a part of it."""
    if statement.start_point[0] == statement.end_point[0]:
        return statement.end_byte
    bracket = next((child.start_byte for child in statement.children if child.type == "("), statement.end_byte)
    found = _LINE_END.search(source.data, statement.start_byte, bracket)
    return statement.end_byte if found is None else found.start()


class TypeChecking:
    """The places of a file that only type checkers see."""

    def __init__(self, data: bytes, imported: tuple[Imported, ...]) -> None:
        self._names = {CHECKING} | {each.site.bound or "" for each in imported if each.site.name == CHECKING}
        if CHECKING.encode() in data and _NOT_FALSE.search(data):
            self._names.discard(CHECKING)
        self._modules = {
            each.site.bound or "" for each in imported if each.site.module in _TYPING and not each.site.name
        }

    def covers(self, guard: Optional[Guard]) -> bool:
        """Return whether a place is seen by type checkers only."""
        while guard is not None:
            if self._implies(guard.condition, holds=guard.holds):
                return True
            guard = guard.outer
        return False

    def marked(self, each: Imported) -> ImportSite:
        """An import with what its conditions say."""
        return replace(each.site, type_checking=True) if self.covers(each.guard) else each.site

    def _implies(self, condition: Node, *, holds: bool) -> bool:
        """Return whether a condition that holds, or does not, means that types are being checked."""
        waiting = [(condition, holds)]
        while waiting:
            node, holds = waiting.pop()
            if node.type == "parenthesized_expression":
                waiting += [(child, holds) for child in node.named_children]
            elif node.type == "not_operator":
                waiting += [(child, not holds) for child in node.children_by_field_name("argument")]
            elif node.type == "boolean_operator" and (text_of(node.child_by_field_name("operator")) == "and") == holds:
                waiting += [(child, holds) for child in node.named_children]
            elif holds and self._is_flag(node):
                return True
        return False

    def _is_flag(self, node: Node) -> bool:
        if node.type == "identifier":
            return text_of(node) in self._names
        module = text_of(node.child_by_field_name("object"))
        return module in self._modules and text_of(node.child_by_field_name("attribute")) == CHECKING


def dotted_text(node: Optional[Node]) -> str:
    """A dotted name without what may stand between its parts, spelled as Python compares names."""
    text = text_of(node)
    if node is not None and not _PLAIN.match(text):
        text = ".".join(text_of(child) for child in node.children if child.type == "identifier") or text
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _named(cursor: TreeCursor, frame: Frame, end_byte: int) -> Iterator[Imported]:
    """The names of one statement that stand before a byte."""
    statement, source = frame.node, cursor.source
    plain = statement.type == "import_statement"
    module, level = ("", 0) if plain else _origin(statement.child_by_field_name("module_name"))
    for child in statement.children_by_field_name("name"):
        if child.end_byte > end_byte:
            break
        node, alias = child, None
        if child.type == "aliased_import":
            node, alias = child.child_by_field_name("name") or child, child.child_by_field_name("alias")
        name = dotted_text(node)
        if not name:
            continue
        bound = (dotted_text(alias) if alias is not None else name.partition(".")[0]) or None
        start, end = source.start(node), source.end(node)
        if plain:
            site = ImportSite(start, name, end=end, bound=bound)
        else:
            site = ImportSite(start, module, level, name, end=end, bound=bound)
        place = start if alias is None else source.start(alias)
        offset = (alias or node).start_byte if bound else -1
        yield Imported(site, offset, frame.scope, frame.guard, alias is not None, place)
    for child in statement.children:
        if child.type == "wildcard_import" and child.end_byte <= end_byte:
            start = source.start(child)
            site = ImportSite(start, module, level, "*", end=source.end(child))
            yield Imported(site, -1, frame.scope, frame.guard, aliased=False, place=start)


def _origin(node: Optional[Node]) -> tuple[str, int]:
    """The dotted name and the number of leading dots of what stands after `from`."""
    if node is None:
        return "__future__", 0
    level = sum(text_of(child).count(".") for child in node.children if child.type == "import_prefix")
    name = next((child for child in node.children if child.type == "dotted_name"), None)
    return dotted_text(name if level else node), level
