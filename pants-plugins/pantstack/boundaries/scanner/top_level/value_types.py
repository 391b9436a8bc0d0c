"""The types of what is assigned: aliases and types that are made by a call, annotated variables, instances."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Optional

from tree_sitter import Node

from pantstack.base.locations import Position
from pantstack.boundaries.scanner.name_context import arguments, unchained
from pantstack.boundaries.scanner.top_level.assigned_values import assigned
from pantstack.syntax.source import text_of

# Calls that make a type of those that they are given after its name.
MAKERS = frozenset({"NamedTuple", "NewType", "ParamSpec", "TypeAliasType", "TypeVar", "TypedDict", "make_dataclass"})
_FINAL = frozenset({"ClassVar", "Final"})
_BRANCHES = frozenset({"conditional_expression", "boolean_operator", "parenthesized_expression"})


class Part(NamedTuple):
    """A piece of a signature.

    Attributes:
        types: whether strings in it are annotations.
        place: where it is reported; None for the place of each name.
        alias: whether it is of a type that has another name by it.
    """

    node: Node
    types: bool
    place: Optional[Position] = None
    alias: bool = False

    def holding(self, node: Node) -> Part:
        """Another piece of the same kind."""
        return Part(node, self.types, self.place, self.alias)


def parts_of_values(statement: Node) -> Iterator[tuple[str, Part]]:
    """Yield the types of the names that a statement gives a value or an annotation, each with its name."""
    if statement.type == "type_alias_statement":
        left, right = statement.child_by_field_name("left"), statement.child_by_field_name("right")
        name = left
        while name is not None and name.type in ("type", "generic_type"):
            name = name.named_children[0]
        if right is not None:
            yield text_of(name), Part(right, types=True, alias=True)
    if statement.type != "assignment":
        return
    annotation = statement.child_by_field_name("type")
    word = "" if annotation is None else text_of(annotation).rpartition(".")[2]
    for name, value in assigned(statement):
        if word == "TypeAlias" and value is not None:
            yield text_of(name), Part(value, types=True, alias=True)
        elif annotation is not None and word not in _FINAL:
            yield text_of(name), Part(annotation, types=True)
        elif value is not None:
            yield from ((text_of(name), part) for part in parts_of_value(value))


def parts_of_value(value: Node) -> Iterator[Part]:
    """Yield the types of a value: what an alias stands for, or the class of an instance."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if node.type == "subscript" or (node.type == "binary_operator" and _operator(node) == "|"):
            yield Part(node, types=True, alias=True)
        elif node.type in _BRANCHES:
            waiting += node.named_children
        elif node.type == "attribute":
            yield Part(node, types=False)
        elif node.type == "call":
            function = node.child_by_field_name("function")
            if text_of(function).rpartition(".")[2] in MAKERS:
                yield from (Part(each, types=True, alias=True) for each in _given(node))
            elif function is not None and _may_be_class(function):
                yield Part(function, types=False)


def type_parameters(statement: Node) -> frozenset[str]:
    """Return the names of the type parameters of a `type` statement."""
    found = set()
    waiting = [each for each in statement.children_by_field_name("left") if statement.type == "type_alias_statement"]
    while waiting:
        node = waiting.pop()
        waiting += node.named_children
        found |= {text_of(node)} if node.type == "identifier" else set()
    return frozenset(found)


def _operator(node: Node) -> str:
    return text_of(node.child_by_field_name("operator"))


def _may_be_class(function: Node) -> bool:
    """Return whether what is called is a name, dotted or not, that is written as those of classes are."""
    name = text_of(function).rpartition(".")[2].lstrip("_")
    return name[:1].isupper() and unchained(function)[0].type == "identifier"


def _given(call: Node) -> Iterator[Node]:
    """The types that a call makes another one of, without the names of fields."""
    waiting = arguments(call)[1:]
    while waiting:
        node = waiting.pop()
        if node.type in ("list", "dictionary"):
            waiting += node.named_children
        elif node.type in ("tuple", "pair", "keyword_argument") and node.named_children:
            waiting.append(node.named_children[1 if node.type == "tuple" and node.named_child_count > 1 else -1])
        else:
            yield node
