"""What a file lists in `__all__`."""

from __future__ import annotations

from typing import Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.name_context import arguments, name_context
from pantstack.boundaries.scanner.string_literals import literal, operands
from pantstack.boundaries.scanner.tree_cursor import Frame, TreeCursor
from pantstack.syntax.source import text_of

_ALL = "__all__"
_HARMLESS = frozenset({"copy", "count", "index", "reverse", "sort"})


def dunder_all(cursor: TreeCursor) -> tuple[Optional[tuple[str, ...]], tuple[str, ...]]:
    """Read what `__all__` lists.

    Returns:
        All of it, in the order written, or None if there is none or not all of it could be read; and as much as could.
    """
    changes = [_added(stack, cursor) for _, stack in cursor.words([_ALL]) if stack[-1].node.type == "identifier"]
    given = [names for names in changes if names is not None]
    names = [name for added in given for name in added]
    listed = tuple(dict.fromkeys(name for name in names if name is not None))
    return (listed if given and None not in names else None), listed


def _added(stack: list[Frame], cursor: TreeCursor) -> Optional[list[Optional[str]]]:
    """What a place adds to `__all__`, with None for what cannot be read; None if the place only reads it."""
    leaf, above = stack[-1], stack[-2].node
    context = name_context(stack)
    if context == "global" or any("import" in frame.node.type for frame in stack[-4:-1]):
        return [None]
    if context == "read" and above.type in ("attribute", "subscript"):
        return _changed_in_place(stack, cursor)
    if context in ("read", "attribute") or leaf.scope is not cursor.module:
        return None
    if context == "assigned" or above.type == "augmented_assignment":
        value = above.child_by_field_name("right")
        while value is not None and value.type == "assignment":
            value = value.child_by_field_name("right")
        return None if value is None else _elements(value)
    return [None]


def _changed_in_place(stack: list[Frame], cursor: TreeCursor) -> Optional[list[Optional[str]]]:
    """What a method call or an item of `__all__` does to it, as above."""
    above = stack[-2]
    if above.node.type == "subscript":
        return [None] if above.field == "left" or stack[-3].node.type == "delete_statement" else None
    method = text_of(above.node.child_by_field_name("attribute"))
    if method in _HARMLESS:
        return None
    given = arguments(stack[-3].node) if above.field == "function" and stack[-1].scope is cursor.module else []
    if method == "append" and given:
        return [literal(given[0])]
    return _elements(given[0]) if method == "extend" and given else [None]


def _elements(value: Node) -> list[Optional[str]]:
    """The strings in lists and sums of them; None in the place of everything else."""
    found: list[Optional[str]] = []
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if node.type in ("list", "tuple", "expression_list"):
            found += [literal(child) for child in node.named_children if child.type != "comment"]
        elif operands(node):
            waiting += operands(node)[::-1]
        elif node.type == "parenthesized_expression":
            waiting += [child for child in node.named_children if child.type != "comment"]
        else:
            found.append(None)
    return found
