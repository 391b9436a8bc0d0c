"""What is certain about a string that code puts together."""

from __future__ import annotations

import re
from typing import Optional

from tree_sitter import Node

from pantstack.architecture.core.scan.literals import Piece, literal, operands, string_prefix
from pantstack.architecture.core.scan.roles import arguments
from pantstack.architecture.core.scan.scopes import Names
from pantstack.architecture.core.scan.source import text_of
from pantstack.architecture.core.scan.walk import Scope

ANCHORS = {"__name__": "__name__", "__package__": "__package__", "__spec__.parent": "__package__"}
# More steps from name to name, or parentheses around parts, than anybody writes.
_DEEPEST = 12
_LONGEST = 1000
_ESCAPES = re.compile(r"[\\{}]")


class Texts:
    """Reads strings, and names that are bound once to one."""

    def __init__(self, names: Names) -> None:
        """Prepare.

        Args:
            names: of the file.
        """
        self._names = names
        self._known: dict[tuple[str, Scope], Optional[Piece]] = {}

    def piece(self, node: Node, scope: Scope, depth: int = 0) -> Optional[Piece]:
        """What an expression's text is or begins with; None if it need not be a string at all.

        Args:
            node: the expression.
            scope: where its names are looked up.
            depth: how many steps led here.
        """
        if depth > _DEEPEST:
            return None
        whole = literal(node)
        if whole is not None:
            return Piece(whole, complete=True)
        read = {
            "string": self._string,
            "concatenated_string": self._string,
            "parenthesized_expression": self._inside,
            "binary_operator": self._operation,
            "call": self._formatted,
        }.get(node.type, self._name)
        return read(node, scope, depth)

    def _inside(self, node: Node, scope: Scope, depth: int) -> Optional[Piece]:
        inner = [child for child in node.named_children if child.type != "comment"]
        return self.piece(inner[0], scope, depth + 1) if inner else None

    def _string(self, node: Node, scope: Scope, depth: int) -> Optional[Piece]:
        """A string with interpolations, or several strings in a row."""
        if node.type == "concatenated_string":
            parts = [self.piece(child, scope, depth + 1) for child in node.named_children if child.type != "comment"]
            return joined(parts)
        if "b" in string_prefix(node):
            return None
        parts = []
        for child in node.named_children:
            if child.type == "interpolation":
                plain = child.named_child_count == 1
                value = child.child_by_field_name("expression")
                known = self.piece(value, scope, depth + 1) if plain and value is not None else None
                parts.append(known or Piece("", complete=False))
            elif child.type == "string_content":
                text = text_of(child)
                certain = _ESCAPES.split(text, maxsplit=1)[0]
                parts.append(Piece(certain, complete=certain == text))
        return joined(parts)

    def _operation(self, node: Node, scope: Scope, depth: int) -> Optional[Piece]:
        """Strings added to each other, or one that `%` fills in."""
        left = node.child_by_field_name("left")
        if left is not None and text_of(node.child_by_field_name("operator")) == "%":
            return _until(self.piece(left, scope, depth + 1), "%")
        return joined([self.piece(each, scope, depth + 1) for each in operands(node)])

    def _formatted(self, node: Node, scope: Scope, depth: int) -> Optional[Piece]:
        """A string that `format` fills in."""
        function = node.child_by_field_name("function")
        if function is None or text_of(function.child_by_field_name("attribute")) != "format":
            return None
        template = function.child_by_field_name("object")
        known = None if template is None else self.piece(template, scope, depth + 1)
        return _until(known, "{") if arguments(node) else known

    def _name(self, node: Node, scope: Scope, depth: int) -> Optional[Piece]:
        text = text_of(node)
        if text in ANCHORS:
            return Piece("", complete=True, anchor=ANCHORS[text])
        if node.type != "identifier":
            return None
        if (text, scope) not in self._known:
            # A name that is bound to itself is no string.
            self._known[text, scope] = None
            bound = self._names.bound(text, scope)
            if len(bound) == 1 and bound[0].kind == "value" and bound[0].value is not None:
                self._known[text, scope] = self.piece(bound[0].value, bound[0].scope, depth + 1)
        return self._known[text, scope]


def joined(parts: list[Optional[Piece]]) -> Optional[Piece]:
    """Pieces after one another, up to the first that is not certain; None if none is known to be a string."""
    if all(part is None for part in parts):
        return None
    value, anchor = "", ""
    for index, part in enumerate(parts):
        if part is None or (part.anchor and index):
            return Piece(value, complete=False, anchor=anchor)
        anchor = anchor or part.anchor
        value += part.value
        if not part.complete or len(value) > _LONGEST:
            return Piece(value[:_LONGEST], complete=False, anchor=anchor)
    return Piece(value, complete=True, anchor=anchor)


def _until(known: Optional[Piece], mark: str) -> Optional[Piece]:
    """The part of a template in front of the first place that is filled in."""
    if known is None:
        return None
    head, found, _ = known.value.partition(mark)
    return Piece(head, complete=known.complete and not found, anchor=known.anchor)
