"""What nodes in the syntax tree of a BUILD file spell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

from tree_sitter import Node

from pantstack.syntax.source import text_of

MARKS = frozenset({"(", "[", "{", ",", "}", "]", ")", "comment"})


def plain(node: Node) -> Optional[str]:
    """Return the value of a string literal without prefixes and escapes; None for anything else."""
    text = text_of(node)
    quote = text_of(node.children[0]) if node.type == "string" and node.children else ""
    if quote[:1] not in ('"', "'") or "\\" in text:
        return None
    return text[len(quote) : len(text) - len(quote)]


def entries(node: Node) -> list[Node]:
    """Return the entries of a list, tuple, set, dictionary or call."""
    return [child for child in node.named_children if child.type != "comment"]


def plain_strings(nodes: Iterable[Node]) -> Optional[tuple[str, ...]]:
    """Return the values of string literals; None where one of them is anything else."""
    values = [plain(node) for node in nodes]
    return None if None in values else tuple(value for value in values if value is not None)


def field_name(argument: Node) -> str:
    """Return the name of a named argument; empty for any other."""
    return text_of(argument.child_by_field_name("name"))


def line_of(node: Node) -> int:
    """Return the line that a node begins on, counted from 1."""
    return int(node.start_point[0]) + 1


def without_parentheses(node: Node) -> Node:
    """Strip the parentheses around an expression."""
    while node.type == "parenthesized_expression" and len(entries(node)) == 1:
        node = entries(node)[0]
    return node


def content(node: Node) -> str:
    """Return the text between the quotes of a literal, or of literals that are joined."""
    parts = node.named_children if node.type == "concatenated_string" else [node]
    texts = [child for part in parts for child in part.named_children if child.type == "string_content"]
    return "".join(text_of(text) for text in texts)
