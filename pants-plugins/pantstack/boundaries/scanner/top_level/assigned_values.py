"""What names are assigned, as far as that is another name, or a module that is imported by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.attribute_chains import Target
from pantstack.boundaries.scanner.model import Binding, BindingKind
from pantstack.boundaries.scanner.name_context import arguments, unchained
from pantstack.boundaries.scanner.string_literals import literal
from pantstack.syntax.source import text_of

# What calls return that import by name, by their first byte and the one past their last.
Loaded = Mapping[tuple[int, int], Target]
_LISTS = frozenset({"expression_list", "tuple", "list", "pattern_list", "tuple_pattern", "list_pattern"})
_STARS = frozenset({"list_splat", "list_splat_pattern"})
_HOLDERS = _LISTS | _STARS | {"parenthesized_expression", "as_pattern_target"}


class Origin(NamedTuple):
    """What a value may be, in the words of a `Binding`."""

    kind: BindingKind
    module: str
    level: int
    source: Optional[str]


def origins(value: Node, loaded: Loaded) -> list[Origin]:
    """List what a value may be; what only running the code would tell is left out."""
    found: list[Origin] = []
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if node.type == "conditional_expression":
            waiting += [child for child in node.named_children if child.type != "comment"][::-2]
        elif node.type == "boolean_operator":
            waiting += [child for child in reversed(node.named_children) if child.type != "comment"]
        else:
            start, attributes = unchained(cast_value(node))
            target = loaded.get((start.start_byte, start.end_byte))
            if start.type == "subscript" and text_of(start.child_by_field_name("value")) == "sys.modules":
                key = start.child_by_field_name("subscript")
                name = None if key is None else literal(key)
                found += [Origin("loaded", name, 0, ".".join(attributes) or None)] if name else []
            elif target is not None:
                found.append(Origin("loaded", target.dotted, target.level, ".".join(attributes) or None))
            elif start.type == "identifier":
                found.append(Origin("alias", ".".join((text_of(start), *attributes)), 0, None))
    return list(dict.fromkeys(found))


def bound_to(own: Binding, value: Optional[Node], loaded: Loaded) -> Iterator[Binding]:
    """Yield what a name is bound to by a value: a binding for each thing that this may be, else the binding itself."""
    found = [] if value is None else origins(value, loaded)
    yield from (Binding(own.name, own.position, *origin, own.when) for origin in found)
    if not found:
        yield own


def cast_value(node: Node) -> Node:
    """Return what `cast(Type, value)` returns; any other node itself."""
    while node.type == "call" and text_of(node.child_by_field_name("function")).rpartition(".")[2] == "cast":
        given = arguments(node)
        if len(given) != 2:  # noqa: PLR2004  a type and a value
            break
        node = given[1]
    return node


def assigned(statement: Node) -> Iterator[tuple[Node, Optional[Node]]]:
    """The names that a statement assigns to, each with its value where one is written for it."""
    kind = statement.type
    lefts: list[Node] = []
    right: Optional[Node] = statement
    while right is not None and right.type == "assignment":
        lefts += right.children_by_field_name("left")
        right = right.child_by_field_name("right")
    for left in lefts:
        yield from _paired(left, right)
    if kind == "for_statement":
        given = statement.child_by_field_name("right")
        elements = None if given is None else _items(given)
        for target in statement.children_by_field_name("left"):
            for item in (None,) if elements is None else elements:
                yield from _paired(target, item)
    elif kind == "with_statement":
        clauses = (child for child in statement.named_children if child.type == "with_clause")
        items = [item for clause in clauses for item in clause.named_children]
        values = [value for item in items for value in item.children_by_field_name("value")]
        aliases = [alias for value in values for alias in value.children_by_field_name("alias")]
        yield from ((name, None) for alias in aliases for name in names_of(alias))


def _paired(left: Node, right: Optional[Node]) -> Iterator[tuple[Node, Optional[Node]]]:
    """The names on the left of an assignment, each with its part of the right."""
    waiting = [(left, right)]
    while waiting:
        target, value = waiting.pop()
        while target.type == "tuple_pattern" and [child.type for child in target.children][2:] == [")"]:
            # The grammar takes `(a) = b` for a tuple.
            target = target.children[1]
        targets = _items(target)
        if target.type == "identifier":
            yield target, value
        elif targets is None:
            yield from ((name, None) for name in names_of(target))
        else:
            waiting += reversed(list(zip(targets, _spread(targets, value))))


def _spread(targets: list[Node], value: Optional[Node]) -> list[Optional[Node]]:
    """The values of several targets; a star takes what the others leave."""
    values = None if value is None else _items(value)
    if values is None or any(each.type in _STARS for each in values):
        return [None] * len(targets)
    star = next((index for index, each in enumerate(targets) if each.type in _STARS), None)
    if star is None:
        return list(values) if len(values) == len(targets) else [None] * len(targets)
    after = len(targets) - star - 1
    if len(values) < star + after:
        return [None] * len(targets)
    return [*values[:star], None, *values[len(values) - after :]]


def _items(node: Node) -> Optional[list[Node]]:
    """What a list or tuple has, as a value or as a target; None for anything else."""
    children = [child for child in node.named_children if child.type != "comment"]
    if node.type == "parenthesized_expression" and children:
        return _items(children[0])
    return children if node.type in _LISTS else None


def names_of(node: Node) -> Iterator[Node]:
    """The names in a target."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each.type == "identifier":
            yield each
        elif each.type in _HOLDERS:
            waiting += reversed(each.named_children)
