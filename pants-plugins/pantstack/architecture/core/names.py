"""The names that a file offers to those who import it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

from tree_sitter import Node

_STATEMENTS = frozenset({"if_statement", "try_statement", "block", "else_clause", "except_clause", "finally_clause"})


def offered(root: Node) -> tuple[str, ...]:
    """The names in `__all__`, else the top-level names without a leading underscore, sorted."""
    declared: Optional[list[str]] = None
    found: list[str] = []
    for statement in _top_level(root):
        listed = _all(statement)
        if listed is not None:
            declared = [*(declared or []), *listed]
        found += _defined(statement)
    names = declared if declared is not None else [name for name in found if not name.startswith("_")]
    return tuple(sorted(set(names)))


def _top_level(root: Node) -> Iterator[Node]:
    """The statements that run on import, those under `if` and `try` included."""
    waiting = [root]
    while waiting:
        for child in waiting.pop().named_children:
            if child.type in _STATEMENTS:
                waiting.append(child)
            elif child.type == "expression_statement":
                yield from child.named_children
            else:
                yield child


def _text(node: Optional[Node]) -> str:
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def _all(statement: Node) -> Optional[list[str]]:
    """What an assignment to `__all__` lists; None for any other statement."""
    if statement.type not in ("assignment", "augmented_assignment"):
        return None
    if _text(statement.child_by_field_name("left")) != "__all__":
        return None
    value = statement.child_by_field_name("right")
    strings = [] if value is None else [child for child in value.named_children if child.type == "string"]
    return [
        "".join(_text(part) for part in string.named_children if part.type == "string_content") for string in strings
    ]


def _defined(statement: Node) -> Iterator[str]:
    """The names that a statement binds."""
    if statement.type == "decorated_definition":
        statement = statement.child_by_field_name("definition") or statement
    if statement.type in ("class_definition", "function_definition"):
        yield _text(statement.child_by_field_name("name"))
    elif statement.type == "assignment":
        left = statement.child_by_field_name("left")
        if left is not None and left.type == "identifier":
            yield _text(left)
    elif statement.type in ("import_statement", "import_from_statement"):
        for name in statement.children_by_field_name("name"):
            bound = name.child_by_field_name("alias") if name.type == "aliased_import" else name
            yield _text(bound).split(".", 1)[0]
