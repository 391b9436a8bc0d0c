"""The names that values are made of: what a list holds, a call is given, or a key is looked up in."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.model import Binding, Ingredient, IngredientUse
from pantstack.boundaries.scanner.name_context import arguments, sets_attribute, unchained
from pantstack.boundaries.scanner.top_level.assigned_values import Loaded, assigned, cast_value, origins
from pantstack.boundaries.scanner.tree_cursor import TreeCursor
from pantstack.syntax.source import text_of

_WORD = re.compile(rb"[\w\x80-\xff]+")
# They are made of no names.
_SIMPLE = frozenset({"false", "float", "integer", "lambda", "none", "string", "true"})
_GIVING = frozenset({"assignment", "augmented_assignment", "call"})
# What these hold is what their children are.
_HOLDERS = frozenset({"dictionary", "dictionary_splat", "expression_list", "list", "list_splat", "set", "tuple"})
# Functions that return what they are given, in another container.
_CONTAINERS = frozenset({"dict", "frozenset", "list", "MappingProxyType", "set", "sorted", "tuple"})
# Methods of containers that return what these hold, and those that add to it.
_LOOKUPS = frozenset({"copy", "get", "items", "pop", "setdefault", "values"})
ADDITIONS = frozenset({"add", "append", "extend", "insert", "setdefault", "update"})
# Functions that return something about a module, or something of it, and not the module.
_HARMLESS = frozenset(
    {
        *("bool", "callable", "dir", "getattr", "hasattr", "hash", "id", "isinstance", "issubclass", "len", "print"),
        *("repr", "str", "type", "files", "path", "read_text", "read_binary", "open_text", "open_binary", "contents"),
        *("is_resource", "getdoc", "getfile", "getmembers", "getsource", "getsourcefile", "iter_modules"),
        "walk_packages",
    }
)


class _Part(NamedTuple):
    """A piece of a value.

    Attributes:
        followed: whether it is what the value is as a whole, which bindings follow.
    """

    node: Node
    use: IngredientUse = "whole"
    followed: bool = True

    @property
    def simple(self) -> bool:
        """Whether it is made of no names, or of one that is followed."""
        return self.node.type in _SIMPLE or (self.followed and self.node.type == "identifier")


def ingredients(
    cursor: TreeCursor, statements: Iterable[Node], names: Iterable[str], loaded: Loaded
) -> tuple[Ingredient, ...]:
    """Return what the values of a file's variables are made of, as far as that begins with some names.

    Args:
        names: that imports bind.
        loaded: what calls return that import by name.
    """
    given = [
        each
        for statement in statements
        if statement.type in _GIVING
        for each in _values(statement)
        if not each[1].simple
    ]
    by_word: dict[bytes, list[int]] = {}
    for index, (_, value) in enumerate(given):
        for word in set(_WORD.findall(value.node.text or b"")):
            by_word.setdefault(word, []).append(index)
    found: dict[Ingredient, None] = {}
    waiting = [index for name in names for index in by_word.get(name.encode(), ())]
    calls = sorted(start for start, _ in loaded)
    waiting += [index for index, (_, value) in enumerate(given) if _has_one(value.node, calls)] if calls else []
    visited: set[int] = set()
    for index in waiting:
        if index not in visited:
            visited.add(index)
            more = dict.fromkeys(_of_value(cursor, *given[index], loaded))
            found.update(more)
            # What is made of something is an ingredient itself.
            waiting += by_word.get(text_of(given[index][0]).encode(), ()) if more else ()
    return tuple(sorted(found, key=lambda each: each.binding.position))


def _has_one(node: Node, places: Sequence[int]) -> bool:
    """Return whether one of some places, in order, is in a node."""
    index = bisect_left(places, node.start_byte)
    return index < len(places) and places[index] < node.end_byte


def _values(statement: Node) -> Iterator[tuple[Node, _Part]]:
    """What a statement gives to names, or adds to what they hold."""
    left, right = statement.child_by_field_name("left"), statement.child_by_field_name("right")
    if statement.type == "assignment":
        yield from ((name, _Part(value)) for name, value in assigned(statement) if value is not None)
        holder = None if left is None else left.child_by_field_name("value" if left.type == "subscript" else "object")
        if holder is not None and right is not None and holder.type == "identifier":
            yield holder, _Part(right, followed=False)
    elif statement.type == "augmented_assignment" and left is not None and right is not None:
        if left.type == "identifier":
            yield left, _Part(right, followed=False)
    elif statement.type == "call":
        function = statement.child_by_field_name("function")
        holder = None if function is None else function.child_by_field_name("object")
        method = "" if function is None else text_of(function.child_by_field_name("attribute"))
        given = arguments(statement)
        if sets_attribute(statement) and given[2:] and given[0].type == "identifier":
            yield given[0], _Part(given[2], followed=False)
        elif holder is not None and holder.type == "identifier" and method in ADDITIONS:
            yield from ((holder, _Part(_given(each), followed=False)) for each in given)


def _of_value(cursor: TreeCursor, symbol: Node, value: _Part, loaded: Loaded) -> Iterator[Ingredient]:
    """What one value is made of."""
    name, waiting = text_of(symbol), [value]
    while waiting:
        part = waiting.pop()
        start, attributes = unchained(cast_value(part.node))
        if start.type == "identifier" or (start.start_byte, start.end_byte) in loaded:
            place = cursor.source.start(part.node)
            for origin in origins(part.node, loaded) if not part.followed else ():
                yield Ingredient(Binding(name, place, *origin), part.use)
            if attributes and start.type == "identifier" and part.use == "whole":
                yield Ingredient(Binding(name, place, "alias", text_of(start)), "inside")
        else:
            waiting += reversed(list(_inside(part._replace(node=start))))


def _inside(part: _Part) -> Iterator[_Part]:
    """The pieces of a piece."""
    node, kind = part.node, part.node.type
    children = [child for child in node.named_children if child.type != "comment"]
    inner = part._replace(followed=False)
    if kind == "conditional_expression":
        yield from (part._replace(node=child) for child in children[::2])
    elif kind == "boolean_operator":
        yield from (part._replace(node=child) for child in children)
    elif kind in _HOLDERS:
        yield from (inner._replace(node=_given(child)) for child in children)
    elif kind == "binary_operator" and text_of(node.child_by_field_name("operator")) in ("+", "|"):
        yield from (inner._replace(node=child) for child in children)
    elif kind == "subscript":
        yield inner._replace(node=children[0])
    elif kind == "call":
        yield from _of_call(inner)


def _of_call(part: _Part) -> Iterator[_Part]:
    """What a call returns something of: its arguments, or what a method looks up in an object."""
    function = part.node.child_by_field_name("function")
    name = text_of(function).rpartition(".")[2]
    holder = None if function is None else function.child_by_field_name("object")
    if name in _LOOKUPS and holder is not None:
        yield part._replace(node=holder)
    elif name not in _HARMLESS:
        use: IngredientUse = part.use if name in _CONTAINERS else "given"
        yield from (part._replace(node=_given(each), use=use) for each in arguments(part.node))


def _given(node: Node) -> Node:
    """The value of a keyword argument or of an item of a dictionary; any other node itself."""
    value: Optional[Node] = node.child_by_field_name("value") if node.type in ("keyword_argument", "pair") else None
    return value or node
