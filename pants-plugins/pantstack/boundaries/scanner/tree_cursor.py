"""A cursor that goes to places of a syntax tree, with the scopes and conditions around them.

Only the places that matter are visited; a search over the text finds them. Nothing here recurses: the depth of a
tree is the file's choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, Optional

from tree_sitter import Node

from pantstack.syntax.source import Source

CHECKING = "TYPE_CHECKING"
COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
DEFINITIONS = frozenset({"function_definition", "class_definition"})
_IN_WORDS = [byte >= 0x80 or byte == ord("_") or chr(byte).isalnum() for byte in range(256)]  # noqa: PLR2004
_INNER = COMPREHENSIONS | DEFINITIONS | {"lambda", "for_in_clause", "if_statement", "elif_clause"}

ScopeKind = Literal["module", "class", "function", "comprehension", "types"]


class Scope:
    """A block whose names are its own.

    Attributes:
        kind: of what it is the scope; "types" where type parameters are known.
        parent: the scope around it; None for the module.
        elsewhere: names that it declares `global` or `nonlocal`, with that word.
    """

    def __init__(self, kind: ScopeKind, parent: Optional[Scope]) -> None:
        self.kind = kind
        self.parent = parent
        self.elsewhere: dict[str, Literal["global", "nonlocal"]] = {}


class Guard(NamedTuple):
    """A condition that a place stands under.

    Attributes:
        condition: of an `if` or `elif`.
        holds: whether it holds there; in the branches after an `if` it does not.
    """

    condition: Node
    holds: bool
    outer: Optional[Guard]


class Frame(NamedTuple):
    """A node on the way from the root to a place.

    Attributes:
        field: the field of its parent that it fills.
        scope: where its names are looked up.
    """

    node: Node
    field: Optional[str]
    scope: Scope
    guard: Optional[Guard]


def find_words(data: bytes, names: Iterable[str]) -> list[int]:
    """Find whole words in a text, in order; compiling a pattern for them would take longer."""
    offsets = []
    # In a broken file a name may be missing.
    for word in {name.encode() for name in names if name}:
        at = data.find(word)
        while at >= 0:
            end = at + len(word)
            if not (at and _IN_WORDS[data[at - 1]]) and not (end < len(data) and _IN_WORDS[data[end]]):
                offsets.append(at)
            at = data.find(word, end)
    return sorted(offsets)


class TreeCursor:
    """A cursor in the tree of one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.module = Scope("module", None)
        self._cursor = source.root.walk()
        self._stack = [Frame(source.root, None, self.module, None)]
        self._scopes: dict[tuple[int, str], Scope] = {}
        self._guarded = CHECKING.encode() in source.data

    def seek(self, offset: int) -> list[Frame]:
        """Return the nodes from the root down to the one at a byte; valid until the next call."""
        stack, cursor = self._stack, self._cursor
        while len(stack) > 1 and not stack[-1].node.start_byte <= offset < stack[-1].node.end_byte:
            stack.pop()
            cursor.goto_parent()
        while cursor.goto_first_child_for_byte(offset) is not None:
            node = cursor.node
            if node is None or node.start_byte > offset:
                cursor.goto_parent()
                break
            stack.append(self._below(stack, node, cursor.field_name))
        return stack

    def visit(self, offsets: Iterable[int]) -> Iterator[tuple[int, list[Frame]]]:
        """Yield the nodes down to each of several places."""
        return ((offset, self.seek(offset)) for offset in offsets)

    def words(self, names: Iterable[str]) -> Iterator[tuple[int, list[Frame]]]:
        """Yield the nodes down to every occurrence of some words, in order."""
        return self.visit(find_words(self.source.data, names))

    def body(self, frame: Frame) -> Scope:
        """Return the scope inside a function, class, lambda or comprehension."""
        node = frame.node
        kind: ScopeKind = "class" if node.type == "class_definition" else "function"
        kind = "comprehension" if node.type in COMPREHENSIONS else kind
        return self._scope(node, kind, self.types(frame))

    def types(self, frame: Frame) -> Scope:
        """Return the scope of the type parameters of a function or class; the one around it where there are none."""
        node = frame.node
        if node.type not in DEFINITIONS or node.child_by_field_name("type_parameters") is None:
            return frame.scope
        return self._scope(node, "types", frame.scope)

    def _scope(self, node: Node, kind: ScopeKind, parent: Scope) -> Scope:
        return self._scopes.setdefault((node.start_byte, kind), Scope(kind, parent))

    def _below(self, stack: list[Frame], node: Node, field: Optional[str]) -> Frame:
        above = stack[-1]
        kind = above.node.type
        if kind not in _INNER:
            return Frame(node, field, above.scope, above.guard)
        if kind in ("if_statement", "elif_clause"):
            return Frame(node, field, above.scope, _guard(above, field) if self._guarded else None)
        scope = above.scope
        if kind in DEFINITIONS:
            scope = self.body(above) if field == "body" else self.types(above)
        elif kind == "lambda":
            scope = self.body(above) if field == "body" else above.scope
        elif kind in COMPREHENSIONS:
            scope = self.body(above)
        elif field == "right" and _is_first(above.node):
            # The first iterable is evaluated outside of the comprehension.
            scope = stack[-2].scope
        return Frame(node, field, scope, above.guard)


def _is_first(clause: Node) -> bool:
    before = clause.prev_named_sibling
    while before is not None and before.type == "comment":
        before = before.prev_named_sibling
    return before is not None and before.type not in ("for_in_clause", "if_clause")


def _guard(above: Frame, field: Optional[str]) -> Optional[Guard]:
    """What holds in a branch of an `if` statement or `elif` clause."""
    condition = above.node.child_by_field_name("condition")
    if condition is None or field not in ("consequence", "alternative"):
        return above.guard
    return Guard(condition, field == "consequence", above.guard)
