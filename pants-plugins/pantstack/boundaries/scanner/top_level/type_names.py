"""The names in annotations and other types, quoted ones included."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator

from tree_sitter import Node

from pantstack.base.locations import Position
from pantstack.boundaries.scanner.name_context import arguments
from pantstack.boundaries.scanner.string_literals import literal
from pantstack.boundaries.scanner.top_level.value_types import Part
from pantstack.syntax.source import Source, fragment, text_of

# What is inside of them is no part of a signature.
_OPAQUE = frozenset(
    {
        "lambda",
        "list_comprehension",
        "set_comprehension",
        "dictionary_comprehension",
        "generator_expression",
        "comment",
    }
)
# Nodes of which one child alone is a reference: the value of a keyword, what an attribute is read from.
_ONE_OF = {"keyword_argument": -1, "attribute": 0, "member_type": 0}
# A dotted name is not worth parsing, unless one of its words is the grammar's own.
_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*\Z")
_SPECIAL = frozenset({*keyword.kwlist, "case", "exec", "match", "print", "type"})


def names_in(source: Source, part: Part) -> Iterator[tuple[Position, str]]:
    """Yield the names in a piece of a signature, dotted where they are."""
    waiting = [part]
    while waiting:
        each = waiting.pop()
        kind = each.node.type
        name = text_of(each.node) if kind == "identifier" else _dotted(each.node)
        if name:
            yield each.place or source.start(each.node), name
        elif kind == "string":
            text = (literal(each.node) or "") if each.types else ""
            is_name = _NAME.match(text) is not None and _SPECIAL.isdisjoint(text.split("."))
            if is_name:
                yield each.place or source.start(each.node), text
            parsed = fragment(text) if text and not is_name else None
            if parsed is not None:
                waiting.append(Part(parsed, types=True, place=each.place or source.start(each.node)))
        elif kind in ("subscript", "generic_type"):
            waiting += _subscripted(each)
        elif kind == "call":
            waiting += [each.holding(child) for child in each.node.children_by_field_name("function")]
            waiting += [Part(child, types=False, place=each.place) for child in arguments(each.node)]
        elif kind in _ONE_OF:
            waiting.append(each.holding(each.node.named_children[_ONE_OF[kind]]))
        elif kind not in _OPAQUE:
            waiting += [each.holding(child) for child in each.node.named_children]


def _subscripted(part: Part) -> Iterator[Part]:
    """A type and what stands in its brackets: of `Literal` values, of `Annotated` one type, else types."""
    head, *inside = [child for child in part.node.named_children if child.type != "comment"]
    yield part.holding(head)
    if part.node.type == "generic_type":
        inside = [child for each in inside for child in each.named_children if child.type != "comment"]
    name = text_of(head).rpartition(".")[2]
    for index, child in enumerate(inside):
        types = part.types and name != "Literal" and (name != "Annotated" or index == 0)
        yield Part(child, types=types, place=part.place)


def _dotted(node: Node) -> str:
    """An attribute as a dotted name; empty where it starts from something else than a name."""
    parts: list[str] = []
    while node.type == "attribute":
        parts.append(text_of(node.child_by_field_name("attribute")))
        inner = node.child_by_field_name("object")
        if inner is None:
            return ""
        node = inner
    return ".".join((text_of(node), *reversed(parts))) if node.type == "identifier" else ""
