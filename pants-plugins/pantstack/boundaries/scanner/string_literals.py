"""The text of string literals."""

from __future__ import annotations

import ast
from typing import NamedTuple, Optional

from tree_sitter import Node

from pantstack.syntax.source import text_of


class KnownText(NamedTuple):
    """What is certain about a string.

    Attributes:
        value: its text, or how that begins.
        complete: whether that is all of it.
        anchor: `__name__` or `__package__` where the text goes on after that name of the file itself.
        after: where it is not all, the text after each part that is not known, in order.
    """

    value: str
    complete: bool
    anchor: str = ""
    after: tuple[str, ...] = ()


def literal(node: Node) -> Optional[str]:
    """The text of a string that is written out, in one piece or several; None for anything else."""
    if node.type == "string":
        return _content(node)
    if node.type != "concatenated_string":
        return None
    parts = [_content(child) for child in node.named_children if child.type == "string"]
    return None if None in parts else "".join(part for part in parts if part is not None)


def _content(node: Node) -> Optional[str]:
    prefix = string_prefix(node)
    if "b" in prefix or any(child.type == "interpolation" for child in node.named_children):
        return None
    content = "".join(text_of(child) for child in node.named_children if child.type == "string_content")
    if "f" in prefix or "t" in prefix:
        return content.replace("{{", "{").replace("}}", "}") if "\\" not in content else None
    return content if "\\" not in content else _unescaped(text_of(node))


def _unescaped(text: str) -> Optional[str]:
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return None
    return value if isinstance(value, str) else None


def operands(node: Node) -> list[Node]:
    """What `+` adds up, one after another; nothing for another operator."""
    found: list[Node] = []
    # A long sum nests to the left.
    while node.type == "binary_operator" and text_of(node.child_by_field_name("operator")) == "+":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            break
        found.append(right)
        node = left
    return [node, *reversed(found)] if found else []


def string_prefix(node: Node) -> str:
    """The letters in front of a string's quotes, in small letters."""
    return text_of(next(iter(node.children), None)).rstrip("\"'").lower()
