"""The strings in what a framework is given: alone, in lists, in dictionaries, and under names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.name_context import arguments
from pantstack.boundaries.scanner.scopes import Names
from pantstack.boundaries.scanner.string_literals import KnownText, literal, operands
from pantstack.boundaries.scanner.strings.readers import EXTERNAL, TREE_KEYS
from pantstack.boundaries.scanner.strings.string_evaluation import StringEvaluator
from pantstack.boundaries.scanner.tree_cursor import Frame, Scope
from pantstack.syntax.source import text_of

# What is nothing but its items.
LISTS = frozenset({"list", "tuple", "set", "expression_list", "parenthesized_expression", "list_splat"})
_GROWING = frozenset({"append", "extend", "insert"})
_KEY_AND_VALUE = frozenset({"setdefault", "setenv"})


class StringValues:
    """Finds strings in the expressions of a file."""

    def __init__(self, names: Names, strings: StringEvaluator) -> None:
        self._names = names
        self._strings = strings

    def of(self, node: Node, scope: Scope, *, tree: bool) -> Iterator[tuple[Node, KnownText]]:
        """Yield the strings in an expression, with what is certain about each.

        Args:
            tree: whether only those count that stand under certain keys of dictionaries.
        """
        waiting, visited = [(node, scope, not tree)], set()
        while waiting:
            node, scope, counts = waiting.pop()
            place = (node.start_byte, node.end_byte, counts)
            if place in visited:
                continue
            visited.add(place)
            text = self._strings.evaluate(node, scope)
            if text is None:
                waiting += self._inside(node, scope, counts=counts)
            elif counts or text.value.startswith(EXTERNAL):
                yield node, text

    def _inside(self, node: Node, scope: Scope, *, counts: bool) -> Iterator[tuple[Node, Scope, bool]]:
        """What an expression is put together from."""
        kind = node.type
        if kind in LISTS:
            yield from ((child, scope, counts) for child in node.named_children)
        elif kind == "binary_operator":
            yield from ((child, scope, counts) for child in operands(node))
        elif kind == "conditional_expression":
            yield from ((child, scope, counts) for child in node.named_children[::2])
        elif kind == "identifier":
            for bound in self._names.bound(text_of(node), scope):
                if bound.context in ("assigned", "bound") and bound.value is not None:
                    yield bound.value, bound.scope, counts
        elif kind == "dictionary" or (kind == "call" and text_of(node.child_by_field_name("function")) == "dict"):
            yield from self._items(node, scope, counts=counts)

    def _items(self, node: Node, scope: Scope, *, counts: bool) -> Iterator[tuple[Node, Scope, bool]]:
        """The values of a dictionary."""
        for item in node.named_children if node.type == "dictionary" else arguments(node):
            if item.type == "dictionary_splat":
                yield from ((child, scope, counts) for child in item.named_children)
                continue
            key, value = item.child_by_field_name("key"), item.child_by_field_name("value")
            name = text_of(item.child_by_field_name("name")) if key is None else literal(key)
            if value is not None:
                yield value, scope, counts or TREE_KEYS.fullmatch(name or "") is not None


def setting_values(stack: Sequence[Frame]) -> Sequence[Node]:
    """What code gives a setting whose name is at the end of a path."""
    leaf, above, beyond = stack[-1], stack[-2], stack[-3] if len(stack) > 2 else stack[-2]  # noqa: PLR2004
    if leaf.node.type == "string_content":
        return _by_text(stack)
    kind, outer = above.node.type, beyond.node
    if kind == "keyword_argument" and leaf.field == "name":
        return _present(above.node.child_by_field_name("value"))
    if kind in ("assignment", "augmented_assignment") and leaf.field == "left":
        return _assigned(above.node) if leaf.scope.kind in ("module", "class") else ()
    if kind != "attribute":
        return ()
    if leaf.field == "attribute":
        return _assigned(outer) if above.field == "left" else ()
    method = text_of(above.node.child_by_field_name("attribute"))
    return arguments(outer) if outer.type == "call" and above.field == "function" and method in _GROWING else ()


def _by_text(stack: Sequence[Frame]) -> Sequence[Node]:
    """What a string that is the setting's name is a key of."""
    string, holder = stack[-2], stack[-3].node
    if literal(string.node) is None or len(string.node.named_children) != 3:  # noqa: PLR2004  quotes and one content
        return ()
    if holder.type == "pair" and string.field == "key":
        return _present(holder.child_by_field_name("value"))
    if holder.type == "subscript" and string.field == "subscript":
        return _assigned(stack[-4].node) if stack[-3].field == "left" else ()
    if holder.type != "argument_list":
        return ()
    function = stack[-4].node.child_by_field_name("function")
    method = "" if function is None else text_of(function.child_by_field_name("attribute"))
    given = arguments(stack[-4].node)
    return given[1:2] if method in _KEY_AND_VALUE and given[:1] == [string.node] else ()


def _assigned(statement: Node) -> Sequence[Node]:
    value: Optional[Node] = statement.child_by_field_name("right")
    while value is not None and value.type == "assignment":
        value = value.child_by_field_name("right")
    return _present(value)


def _present(node: Optional[Node]) -> Sequence[Node]:
    return () if node is None else (node,)
