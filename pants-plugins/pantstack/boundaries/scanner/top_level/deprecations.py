"""The classes, functions and methods of a file that a decorator calls deprecated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.model import Deprecation
from pantstack.boundaries.scanner.string_literals import literal
from pantstack.boundaries.scanner.suppression_comments import parse_day
from pantstack.boundaries.scanner.top_level.bindings import top_level
from pantstack.syntax.source import Source, shortened, text_of

# What such a decorator is called, whoever makes it: ours, Python's, or another library's.
WORD = "deprecated"
_MESSAGES = ("message", "msg", "reason")


def deprecations(source: Source, statements: Iterable[Node]) -> tuple[Deprecation, ...]:
    """Return what is deprecated among the definitions of the top level and their methods, in order."""
    found: list[Deprecation] = []
    for statement in statements:
        if statement.type not in ("class_definition", "function_definition"):
            continue
        name = text_of(statement.child_by_field_name("name"))
        found += _of(source, statement, name)
        body = statement.child_by_field_name("body") if statement.type == "class_definition" else None
        for inner in () if body is None else top_level(body):
            if inner.type == "function_definition":
                found += _of(source, inner, f"{name}.{text_of(inner.child_by_field_name('name'))}")
    return tuple(sorted(found, key=lambda each: each.position))


def _of(source: Source, definition: Node, name: str) -> Iterator[Deprecation]:
    above = definition.parent
    for decorator in () if above is None or above.type != "decorated_definition" else above.named_children:
        written = decorator.named_children[0] if decorator.type == "decorator" and decorator.named_children else None
        called = written if written is None else written.child_by_field_name("function") or written
        if written is None or text_of(called).rpartition(".")[2] != WORD:
            continue
        positional, keywords = _arguments(written)
        until, problem = _day(keywords.get("until"))
        message = next((keywords[each] for each in _MESSAGES if each in keywords), positional)
        place, end = source.start(written), source.end(written)
        yield Deprecation(name, place, end, until, _text(keywords.get("use")), _text(message), problem)


def _arguments(call: Node) -> tuple[Optional[Node], Mapping[str, Node]]:
    """The first positional argument of a call, and the keywords."""
    positional: Optional[Node] = None
    keywords: dict[str, Node] = {}
    arguments = call.child_by_field_name("arguments")
    for argument in () if arguments is None else arguments.named_children:
        value = argument.child_by_field_name("value")
        if argument.type == "keyword_argument" and value is not None:
            keywords[text_of(argument.child_by_field_name("name"))] = value
        elif positional is None and argument.type != "comment":
            positional = argument
    return positional, keywords


def _text(node: Optional[Node]) -> str:
    """What a string says, on one line; empty where it is not written out."""
    return "" if node is None else " ".join((literal(node) or "").split())


def _day(node: Optional[Node]) -> tuple[Optional[str], Optional[str]]:
    """The day that is written, and what is wrong with it."""
    if node is None:
        return None, None
    text = literal(node)
    if text is None:
        return None, f"`{shortened(node)}` is not written out"
    return (text, None) if parse_day(text) else (None, f"`{text}` is not a day")
