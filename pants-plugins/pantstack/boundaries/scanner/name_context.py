"""The context of a name: whether it is bound, declared or read there, and how far a chain goes on from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.string_literals import literal
from pantstack.boundaries.scanner.tree_cursor import Frame
from pantstack.syntax.source import text_of

_PATTERNS = frozenset(
    {
        "pattern_list",
        "tuple_pattern",
        "list_pattern",
        "list_splat_pattern",
        "dictionary_splat_pattern",
        "tuple",
        "list",
        "list_splat",
        "parenthesized_expression",
        "expression_list",
    }
)
# The method of monkeypatch that makes another one for a `with` block.
CONTEXT = "context"
# What a name does where it is. Assigned: alone on the left of an assignment. Entered: alone after `as`, where that is
# not an import. Bound: in another way. Deleted: or assigned no value, or None. Attribute: or keyword, not a variable.
NameContext = Literal[
    "read",
    "imported",
    "assigned",
    "entered",
    "bound",
    "deleted",
    "parameter",
    "type parameter",
    "global",
    "nonlocal",
    "attribute",
]
# Of a name in a field of a node; everywhere else it is read.
_CONTEXTS: dict[tuple[str, Optional[str]], NameContext] = {
    ("assignment", "left"): "assigned",
    ("augmented_assignment", "left"): "bound",
    ("named_expression", "name"): "assigned",
    ("for_statement", "left"): "bound",
    ("for_in_clause", "left"): "bound",
    ("as_pattern_target", None): "entered",
    ("function_definition", "name"): "bound",
    ("class_definition", "name"): "bound",
    ("splat_pattern", None): "bound",
    ("parameters", None): "parameter",
    ("lambda_parameters", None): "parameter",
    ("default_parameter", "name"): "parameter",
    ("typed_default_parameter", "name"): "parameter",
    ("typed_parameter", None): "parameter",
    ("delete_statement", None): "deleted",
    ("global_statement", None): "global",
    ("nonlocal_statement", None): "nonlocal",
    ("attribute", "attribute"): "attribute",
    ("keyword_argument", "name"): "attribute",
    ("keyword_pattern", None): "attribute",
    ("member_type", None): "attribute",
}
# Nodes that bind no name which stands directly in them, nor declare it.
READING = frozenset(
    {
        *("argument_list", "attribute", "await", "binary_operator", "boolean_operator", "call", "comparison_operator"),
        *(
            "conditional_expression",
            "decorator",
            "expression_statement",
            "if_clause",
            "interpolation",
            "keyword_argument",
        ),
        *("not_operator", "pair", "raise_statement", "return_statement", "slice", "subscript", "unary_operator"),
    }
)
_SETTERS = frozenset({"delattr", "setattr"})


class Chain(NamedTuple):
    """How far the code goes on from a node.

    Attributes:
        attributes: what is read from it, one after another.
        whole: the node that reads them all.
        call: the call whose function that is, or None.
        aliases: the names that it is assigned to as it is, or that `with` gives to the context that it makes.
    """

    attributes: tuple[str, ...]
    whole: Node
    call: Optional[Node]
    aliases: tuple[str, ...]


def name_context(stack: Sequence[Frame]) -> NameContext:
    """Return the context of the identifier at the end of a path, outside of imports."""
    leaf, above = stack[-1], stack[-2].node
    if above.type == "dotted_name":
        return _in_dotted(stack)
    if above.type in ("type", "splat_type"):
        return _in_type(stack)
    if above.type == "as_pattern":
        before = leaf.node.prev_named_sibling
        return "bound" if before is not None and before.type == "case_pattern" else "read"
    index = len(stack) - 2
    while index > 0 and stack[index].node.type in _PATTERNS:
        index -= 1
    context = _CONTEXTS.get((stack[index].node.type, stack[index + 1].field), "read")
    if context in ("assigned", "entered") and index != len(stack) - 2:
        return "bound"
    return context


def chain(stack: Sequence[Frame], index: int) -> Chain:
    """Follow the code up from a node of a path."""
    attributes: list[str] = []
    aliases: list[str] = []
    whole = stack[index].node
    while index > 0:
        node, field, above = stack[index].node, stack[index].field, stack[index - 1].node
        kind = above.type
        if kind == "attribute" and field == "object":
            attributes.append(text_of(above.child_by_field_name("attribute")))
            whole = above
        elif kind == "dotted_name":
            attributes += [text_of(child) for child in above.named_children[1:] if child.type == "identifier"]
            whole = above
        elif kind == "argument_list" and index > 1:
            call = stack[index - 2].node
            name = _attribute_named(call, node) if sets_attribute(call) else attribute_read(call, node)
            if name is None:
                break
            index -= 1
            attributes.append(name)
            whole = stack[index - 1].node
        elif (kind, field) in (("named_expression", "value"), ("assignment", "right")):
            target = above.child_by_field_name("left" if kind == "assignment" else "name")
            aliases += [text_of(target)] if target is not None and target.type == "identifier" else []
        elif kind == "member_type" and above.named_children[0] == node:
            attributes.append(text_of(above.named_children[-1]))
            whole = above
        elif kind != "parenthesized_expression" and not _starred(stack, index - 1):
            break
        index -= 1
    above = stack[index - 1].node
    called = above if index > 0 and above.type == "call" and stack[index].field == "function" else None
    if called is not None and attributes[-1:] == [CONTEXT]:
        aliases += _entered_as(stack, index - 1)
    return Chain(tuple(attributes), whole, called, tuple(aliases))


def _entered_as(stack: Sequence[Frame], index: int) -> list[str]:
    """The name that `with` gives to what a node makes."""
    index -= 1
    while index > 0 and stack[index].node.type == "parenthesized_expression":
        index -= 1
    target = stack[index].node.child_by_field_name("alias") if stack[index].node.type == "as_pattern" else None
    given = [] if target is None else target.named_children
    return [text_of(child) for child in given if child.type == "identifier"]


def _starred(stack: Sequence[Frame], index: int) -> bool:
    """Return whether a node is the star of `*a.b`, which the grammar gives to the first name alone."""
    kind = stack[index].node.type
    if kind == "list_splat":
        return stack[index].field in ("object", "function")
    return kind in ("type", "splat_type") and index > 0 and stack[index - 1].node.type in ("member_type", "type")


def unchained(node: Node) -> tuple[Node, tuple[str, ...]]:
    """The node that a chain starts from, and the attributes that are read from it."""
    attributes: list[str] = []
    while True:
        inner: Optional[Node] = None
        if node.type == "attribute":
            inner = node.child_by_field_name("object")
            attributes.append(text_of(node.child_by_field_name("attribute")))
        elif node.type == "named_expression":
            inner = node.child_by_field_name("value")
        elif node.type == "parenthesized_expression":
            inner = next((child for child in node.named_children if child.type != "comment"), None)
        elif node.type == "call":
            given = arguments(node)
            name = attribute_read(node, given[0]) if given else None
            if name is not None:
                inner = given[0]
                attributes.append(name)
        if inner is None:
            return node, tuple(reversed(attributes))
        node = inner


def arguments(call: Node) -> list[Node]:
    """What a call is given, comments left out."""
    given = call.child_by_field_name("arguments")
    if given is None or given.type != "argument_list":
        return [] if given is None else [given]
    return [child for child in given.named_children if child.type != "comment"]


def sets_attribute(call: Node) -> bool:
    """Return whether a call assigns or deletes an attribute that it names: `setattr(value, "attribute", 1)`."""
    return call.type == "call" and text_of(call.child_by_field_name("function")) in _SETTERS


def attribute_read(call: Node, value: Node) -> Optional[str]:
    """The attribute that `getattr(value, "attribute")` reads; None for any other call."""
    reads = call.type == "call" and text_of(call.child_by_field_name("function")) == "getattr"
    return _attribute_named(call, value) if reads else None


def _attribute_named(call: Node, value: Node) -> Optional[str]:
    given = arguments(call)
    if len(given) not in (2, 3) or given[0] != value:
        return None
    name = literal(given[1])
    return name if name is not None and name.isidentifier() else None


def _in_dotted(stack: Sequence[Frame]) -> NameContext:
    """In a pattern of `match`: a name alone is bound, the first of several is read."""
    dotted, above = stack[-2].node, stack[-3].node
    if dotted.named_children[0] != stack[-1].node:
        return "attribute"
    alone = dotted.named_child_count == 1 and above.type in ("case_pattern", "keyword_pattern")
    return "bound" if alone else "read"


def _in_type(stack: Sequence[Frame]) -> NameContext:
    """In an annotation: type parameters and the name of a type alias are bound, everything else is read."""
    index = len(stack) - (3 if stack[-2].node.type == "splat_type" else 2)
    holder = stack[index - 1].node
    if holder.type == "constrained_type" and holder.named_children[0] == stack[index].node:
        index -= 2
    holder, field = stack[index - 1].node, stack[index].field
    if holder.type == "type_parameter" and stack[index - 1].field == "type_parameters":
        return "type parameter"
    bound = (holder.type, field) == ("type_alias_statement", "left")
    return "bound" if bound else "read"
