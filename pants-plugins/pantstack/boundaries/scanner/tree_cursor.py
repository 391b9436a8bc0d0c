"""A cursor that goes to places of a syntax tree, with the scopes and conditions around them.

Only the places that matter are visited; a search over the text finds them. Nothing here recurses: the depth of a
tree is the file's choice.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, Optional

from tree_sitter import Node
from tree_sitter import TreeCursor as TreeSitterCursor

from pantstack.syntax.source import Source
from pantstack.syntax.words import Words

CHECKING = "TYPE_CHECKING"
COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
DEFINITIONS = frozenset({"function_definition", "class_definition"})
_INNER = COMPREHENSIONS | DEFINITIONS | {"lambda", "for_in_clause", "if_statement", "elif_clause"}
# The grammar keeps what it knows in balanced trees, and what it does not know in one flat row.
_UNBALANCED = "ERROR"
_WIDE = 64

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


class _Wide:
    """The children of an error with so many that looking for one from the first on would take too long."""

    def __init__(self, cursor: TreeSitterCursor) -> None:
        self._children: list[tuple[Node, Optional[str]]] = []
        inside = cursor.goto_first_child()
        while inside:
            node = cursor.node
            self._children += [] if node is None else [(node, cursor.field_name)]
            inside = cursor.goto_next_sibling()
        cursor.goto_parent()
        self._ends = [node.end_byte for node, _ in self._children]

    def at(self, offset: int) -> Optional[tuple[Node, Optional[str]]]:
        """Return the first child that ends after a byte, with its field."""
        index = bisect_right(self._ends, offset)
        return self._children[index] if index < len(self._children) else None


class TreeCursor:
    """A cursor in the tree of one file.

    Attributes:
        all_words: of the text.
        is_broken: whether its syntax has an error: something may be missing in the tree, or stand where it cannot.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.module = Scope("module", None)
        self._cursors = [(0, source.root.walk())]
        self._wide: dict[int, _Wide] = {}
        self.all_words = Words(source.data)
        self._stack = [Frame(source.root, None, self.module, None)]
        self._scopes: dict[tuple[int, str], Scope] = {}
        self.is_broken = source.root.has_error
        self._guarded = CHECKING.encode() in source.data

    def seek(self, offset: int) -> list[Frame]:
        """Return the nodes from the root down to the one at a byte; valid until the next call."""
        stack = self._stack
        if self.is_broken:
            while len(stack) > 1 and not stack[-1].node.start_byte <= offset < stack[-1].node.end_byte:
                self._leave()
            while self._enter(offset):
                pass
            return stack
        cursor = self._cursors[-1][1]
        enter, leave = cursor.goto_first_child_for_byte, cursor.goto_parent
        above = stack[-1]
        while len(stack) > 1 and not above.node.start_byte <= offset < above.node.end_byte:
            stack.pop()
            leave()
            above = stack[-1]
        kind = above.node.type
        while enter(offset) is not None:
            node = cursor.node
            if node is None:
                break
            field = cursor.field_name
            above = self._below(stack, node, field) if kind in _INNER else Frame(node, field, above.scope, above.guard)
            stack.append(above)
            kind = node.type
        # Between nodes, the way went on to what follows.
        while len(stack) > 1 and stack[-1].node.start_byte > offset:
            stack.pop()
            leave()
        return stack

    def _leave(self) -> None:
        self._stack.pop()
        depth, cursor = self._cursors[-1]
        if depth == len(self._stack):
            self._cursors.pop()
        else:
            cursor.goto_parent()

    def _enter(self, offset: int) -> bool:
        """Go on to the child at a byte, of a wide error with a cursor of its own; return whether there is one."""
        above, (_, cursor) = self._stack[-1].node, self._cursors[-1]
        wide = above.type == _UNBALANCED and above.child_count > _WIDE
        if wide and above.id not in self._wide:
            self._wide[above.id] = _Wide(cursor)
        found = self._wide[above.id].at(offset) if wide else _first_child(cursor, offset)
        if found is None:
            return False
        if found[0].start_byte > offset:
            if not wide:
                cursor.goto_parent()
            return False
        if wide:
            self._cursors.append((len(self._stack), found[0].walk()))
        self._stack.append(self._below(self._stack, *found))
        return True

    def visit(self, offsets: Iterable[int]) -> Iterator[tuple[int, list[Frame]]]:
        """Yield the nodes down to each of several places."""
        return ((offset, self.seek(offset)) for offset in offsets)

    def find(self, names: Iterable[str]) -> list[int]:
        """Return every place of some words, in order."""
        return self.all_words.find(names)

    def words(self, names: Iterable[str]) -> Iterator[tuple[int, list[Frame]]]:
        """Yield the nodes down to every occurrence of some words, in order."""
        return self.visit(self.all_words.find(names))

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


def _first_child(cursor: TreeSitterCursor, offset: int) -> Optional[tuple[Node, Optional[str]]]:
    """Move a cursor to the first child that ends after a byte, and return that with its field."""
    node = cursor.node if cursor.goto_first_child_for_byte(offset) is not None else None
    return None if node is None else (node, cursor.field_name)


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
