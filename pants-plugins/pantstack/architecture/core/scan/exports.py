"""The names that a file binds at its top level, and those that it lists as its offer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Optional

from tree_sitter import Node

from pantstack.architecture.core.model import Binding
from pantstack.architecture.core.scan.literals import literal
from pantstack.architecture.core.scan.roles import arguments, role
from pantstack.architecture.core.scan.source import text_of
from pantstack.architecture.core.scan.statements import Imported
from pantstack.architecture.core.scan.walk import Frame, Walker

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


def bindings(walker: Walker, imported: Iterable[Imported], statements: Iterable[Node]) -> tuple[Binding, ...]:
    """The names that a file binds at its top level, in order.

    Args:
        walker: of the file.
        imported: what it imports.
        statements: of its top level.
    """
    source = walker.source
    found = [
        Binding(site.bound, each.place, "import", site.module, site.level, site.name)
        for each in imported
        for site in (each.site,)
        if each.scope is walker.module and site.bound is not None and site.module != "__future__"
    ]
    for statement in statements:
        for kind, name in _bound(statement):
            found.append(Binding(text_of(name), source.start(name), kind))
    if b":=" in source.data:
        found += [Binding(text_of(name), source.start(name)) for name in _walruses(walker)]
    return tuple(sorted(found, key=lambda each: (each.position.line, each.position.column)))


def _bound(statement: Node) -> Iterator[tuple[str, Node]]:
    """What a statement binds, without what is in its blocks."""
    kind = statement.type
    if kind in ("class_definition", "function_definition"):
        for name in statement.children_by_field_name("name"):
            yield kind.partition("_")[0], name
        return
    waiting = list(_targets(statement))
    while waiting:
        node = waiting.pop()
        if node.type == "identifier":
            yield "value", node
        elif node.type in _UNPACKED:
            waiting += node.named_children


def _targets(statement: Node) -> Iterator[Node]:
    """What a statement assigns to."""
    kind = statement.type
    if kind == "for_statement":
        yield from statement.children_by_field_name("left")
    elif kind == "type_alias_statement":
        for left in statement.children_by_field_name("left"):
            yield left.named_children[0]
    elif kind == "with_statement":
        for clause in statement.named_children:
            items = clause.named_children if clause.type == "with_clause" else []
            for value in (value for item in items for value in item.children_by_field_name("value")):
                yield from value.children_by_field_name("alias")
    step: Optional[Node] = statement
    while step is not None and step.type == "assignment":
        yield from step.children_by_field_name("left")
        step = step.child_by_field_name("right")


def _walruses(walker: Walker) -> Iterator[Node]:
    """The names that `:=` binds at the top level; those in a comprehension are the scope's around it."""
    for _, stack in walker.visit(found.start() for found in _WALRUS.finditer(walker.source.data)):
        holder, scope = stack[-2].node, stack[-1].scope
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        name = holder.child_by_field_name("name") if holder.type == "named_expression" else None
        if name is not None and scope is walker.module:
            yield name


def declared(walker: Walker) -> tuple[Optional[tuple[str, ...]], tuple[str, ...]]:
    """What `__all__` lists.

    Returns:
        All of it, in the order written, or None if there is none or not all of it could be read; and as much as could.
    """
    found: dict[str, None] = {}
    given, readable = False, True
    for _, stack in walker.words([_ALL]):
        if stack[-1].node.type != "identifier":
            continue
        change = _change(stack, walker)
        if change is None:
            readable = False
        elif change.type != "identifier":
            given = True
            names = _elements(change)
            readable = readable and None not in names
            found.update(dict.fromkeys(name for name in names if name is not None))
    listed = tuple(found)
    return (listed if given and readable else None), listed


def _change(stack: list[Frame], walker: Walker) -> Optional[Node]:
    """What a place adds to `__all__`; the name itself if it only reads it, None if it does what cannot be read."""
    leaf, above = stack[-1], stack[-2].node
    if any("import" in each.node.type for each in stack[-4:-1]):
        return None
    part = role(stack)
    top = leaf.scope is walker.module
    if part == "value" and top:
        *_, value = (leaf.node, *_values(above))
        return value
    if above.type == "augmented_assignment" and part == "other" and top:
        return above.child_by_field_name("right")
    if part == "use" and above.type in ("attribute", "subscript"):
        return _changed_in_place(stack, top=top)
    return leaf.node if part in ("use", "") or not top else None


def _values(assignment: Node) -> Iterator[Node]:
    """The right sides of an assignment to several names in a row; the last one is the value."""
    value = assignment.child_by_field_name("right")
    while value is not None:
        yield value
        value = value.child_by_field_name("right") if value.type == "assignment" else None


def _changed_in_place(stack: list[Frame], *, top: bool) -> Optional[Node]:
    """What a method call or an item of `__all__` does to it, as above."""
    leaf, above = stack[-1].node, stack[-2]
    if above.node.type == "subscript":
        return None if above.field == "left" or stack[-3].node.type == "delete_statement" else leaf
    method = text_of(above.node.child_by_field_name("attribute"))
    given = arguments(stack[-3].node) if above.field == "function" else []
    if method in ("append", "extend") and top and given:
        return given[0]
    return leaf if method in _HARMLESS else None


def _elements(value: Node) -> list[Optional[str]]:
    """The strings in lists and sums of them; None in the place of everything else."""
    found: list[Optional[str]] = []
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if node.type in ("list", "tuple", "expression_list"):
            found += [literal(child) for child in node.named_children if child.type != "comment"]
        elif node.type == "binary_operator" and text_of(node.child_by_field_name("operator")) == "+":
            waiting += [each for each in (node.child_by_field_name("right"), node.child_by_field_name("left")) if each]
        elif node.type == "parenthesized_expression":
            waiting += [child for child in node.named_children if child.type != "comment"]
        else:
            found.append(None)
    return found
