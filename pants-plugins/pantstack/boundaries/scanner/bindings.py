"""The names that a file binds at its top level, and those that it exports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.model import Binding, BindingKind
from pantstack.boundaries.scanner.name_context import arguments, name_context
from pantstack.boundaries.scanner.statements import Imported
from pantstack.boundaries.scanner.string_literals import literal, operands
from pantstack.boundaries.scanner.tree_cursor import Frame, TreeCursor
from pantstack.syntax.source import text_of

_ALL = "__all__"
_COMPOUND = frozenset(
    {
        "if_statement",
        "elif_clause",
        "else_clause",
        "try_statement",
        "except_clause",
        "except_group_clause",
        "finally_clause",
        "with_statement",
        "for_statement",
        "while_statement",
        "match_statement",
        "case_clause",
        "block",
        "ERROR",
    }
)
_UNPACKED = frozenset(
    {
        "pattern_list",
        "tuple_pattern",
        "list_pattern",
        "list_splat_pattern",
        "parenthesized_expression",
        "as_pattern_target",
        "tuple",
        "list",
        "list_splat",
    }
)
_HARMLESS = frozenset({"copy", "count", "index", "reverse", "sort"})
_WALRUS = re.compile(rb":=")


def top_level(root: Node) -> Iterator[Node]:
    """The statements that run on import, those in blocks of others included, in no order; blocks come, too."""
    waiting = [root]
    while waiting:
        for child in waiting.pop().named_children:
            kind = child.type
            if kind == "expression_statement":
                yield from child.named_children
            elif kind == "decorated_definition":
                yield child.child_by_field_name("definition") or child
            else:
                yield child
                if kind in _COMPOUND:
                    waiting.append(child)


def bindings(cursor: TreeCursor, imported: Iterable[Imported], statements: Iterable[Node]) -> tuple[Binding, ...]:
    """The names that a file binds at its top level, in order."""
    source = cursor.source
    found = [
        Binding(site.bound, each.place, "import", site.module, site.level, site.name)
        for each in imported
        for site in (each.site,)
        if each.scope is cursor.module and site.bound and (site.module, site.name is None) != ("__future__", False)
    ]
    for statement in statements:
        for kind, name in _bound(statement):
            found += [Binding(text_of(name), source.start(name), kind)] if text_of(name) else []
    if b":=" in source.data:
        found += [Binding(text_of(name), source.start(name)) for name in _walruses(cursor)]
    return tuple(sorted(found, key=lambda each: (each.position.line, each.position.column)))


def _bound(statement: Node) -> Iterator[tuple[BindingKind, Node]]:
    """What a statement binds, without what is in its blocks."""
    kind = statement.type
    if kind in ("class_definition", "function_definition"):
        for name in statement.children_by_field_name("name"):
            yield "class" if kind == "class_definition" else "function", name
        return
    waiting = list(_targets(statement))
    while waiting:
        node = waiting.pop()
        if node.type == "identifier":
            yield "value", node
        elif node.type in _UNPACKED:
            waiting += node.named_children
        elif node.type in ("type", "generic_type"):
            waiting += node.named_children[:1]


def _targets(statement: Node) -> Iterator[Node]:
    """What a statement assigns to."""
    kind = statement.type
    if kind in ("for_statement", "type_alias_statement"):
        yield from statement.children_by_field_name("left")
    elif kind == "with_statement":
        for clause in statement.named_children:
            items = clause.named_children if clause.type == "with_clause" else []
            for value in (value for item in items for value in item.children_by_field_name("value")):
                yield from value.children_by_field_name("alias")
    step: Optional[Node] = statement
    while step is not None and step.type == "assignment":
        yield from step.children_by_field_name("left")
        step = step.child_by_field_name("right")


def _walruses(cursor: TreeCursor) -> Iterator[Node]:
    """The names that `:=` binds at the top level; those in a comprehension are the scope's around it."""
    for _, stack in cursor.visit(found.start() for found in _WALRUS.finditer(cursor.source.data)):
        holder, scope = stack[-2:][0].node, stack[-1].scope
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        name = holder.child_by_field_name("name") if holder.type == "named_expression" else None
        if name is not None and scope is cursor.module:
            yield name


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
