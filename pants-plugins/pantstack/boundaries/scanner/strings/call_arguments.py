"""What calls of functions that import by name are given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.name_context import arguments
from pantstack.boundaries.scanner.string_literals import literal
from pantstack.boundaries.scanner.strings.readers import Reader
from pantstack.syntax.source import text_of

_BY_NAME = frozenset({"keyword_argument", "dictionary_splat"})


def module_argument(call: Node, reader: Reader) -> Optional[Node]:
    """Return what a call gives a function of Python's own to import; None where it gives nothing.

    Returns:
        The argument; arguments that are only known when the code runs come with their stars.
    """
    given = arguments(call)
    if given and given[0].type not in _BY_NAME:
        return given[0]
    named = keyword(call, reader.keywords)
    return named or next((each for each in given if each.type == "dictionary_splat"), None)


def read_arguments(call: Node, reader: Reader) -> Iterator[Node]:
    """Yield the arguments that a function reads, by place and by name."""
    given = arguments(call)
    by_place = takewhile(lambda each: each.type != "list_splat", (each for each in given if each.type not in _BY_NAME))
    yield from (each for each, name in zip(by_place, reader.positional) if name in reader.keywords)
    for each in given:
        value = each.child_by_field_name("value") if each.type == "keyword_argument" else None
        if value is not None and text_of(each.child_by_field_name("name")) in reader.keywords:
            yield value


def keyword(call: Node, names: Iterable[str]) -> Optional[Node]:
    """Return the value of the first keyword argument that has one of the names."""
    for each in arguments(call):
        if each.type == "keyword_argument" and text_of(each.child_by_field_name("name")) in names:
            return each.child_by_field_name("value")
    return None


def argument(call: Node, index: int, name: str) -> Optional[Node]:
    """Return an argument by place or name."""
    given = arguments(call)
    by_place = [each for each in given if each.type not in _BY_NAME]
    return by_place[index] if index < len(by_place) else keyword(call, (name,))


def from_list(call: Node) -> tuple[tuple[Node, str], ...]:
    """Return the names that `__import__` takes from a module, where they are written out."""
    names = argument(call, 3, "fromlist")
    if names is None or names.type not in ("list", "tuple"):
        return ()
    found = ((child, literal(child)) for child in names.named_children)
    return tuple((child, name) for child, name in found if name is not None and name.isidentifier())


def from_level(call: Node) -> int:
    """Return the number of parents that `__import__` goes up."""
    text = text_of(argument(call, 4, "level"))
    return int(text) if text.isdecimal() else 0
