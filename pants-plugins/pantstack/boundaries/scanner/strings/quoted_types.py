"""Types that are written as strings or comments: annotations, arguments of `cast` and `TypeVar`, `# type:`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.further_uses import FurtherUses
from pantstack.boundaries.scanner.name_context import Chain, arguments
from pantstack.boundaries.scanner.scopes import NameUse
from pantstack.boundaries.scanner.top_level.type_names import names_in
from pantstack.boundaries.scanner.top_level.value_types import MAKERS, Part
from pantstack.boundaries.scanner.tree_cursor import Frame, TreeCursor
from pantstack.syntax.source import fragment, text_of

_COMMENT = re.compile(r"#\s*type:\s*(?!\s|ignore\b)([^#]+)")
_GENERICS = frozenset({"deque", "defaultdict", "dict", "frozenset", "list", "set", "tuple", "type"})
# What may be between a quoted type and the annotation or call that it is in.
_BETWEEN = frozenset(
    {
        "binary_operator",
        "constrained_type",
        "dictionary",
        "list",
        "pair",
        "parenthesized_expression",
        "splat_type",
        "tuple",
        "type_parameter",
        "union_type",
    }
)
# By place and by name, the argument that is a type, of functions that take one.
_TYPES = {"cast": (0, "typ"), "assert_type": (1, "typ"), "ForwardRef": (0, "arg")}


def quoted_chains(names: Iterable[str], cursor: TreeCursor, further: FurtherUses) -> Iterator[NameUse]:
    """Yield the chains of attributes in quoted types that start from one of some names."""
    wanted = frozenset(names)
    seen: set[int] = set()
    for offset in _offsets(wanted, cursor, further):
        stack = cursor.seek(offset)
        part = _part(stack)
        if part is None or stack[-1].node.start_byte in seen:
            continue
        seen.add(stack[-1].node.start_byte)
        node, frame = stack[-1].node, stack[-1]
        holder = node if node.type == "comment" else stack[-2].node
        for _, dotted in names_in(cursor.source, part):
            first, *attributes = dotted.split(".")
            if first in wanted and attributes:
                chain = Chain(tuple(attributes), holder, None, ())
                yield NameUse(first, holder, frame.scope, frame.guard, chain)


def _offsets(names: frozenset[str], cursor: TreeCursor, further: FurtherUses) -> list[int]:
    """Where an attribute of one of the names is read behind a quote or the sign of a comment."""
    data, found = cursor.source.data, []
    for name in names:
        for offset in further.dotted(name):
            line = data[data.rfind(b"\n", 0, offset) + 1 : offset]
            if b'"' in line or b"'" in line or b"#" in line:
                found.append(offset)
    return sorted(found)


def _part(stack: Sequence[Frame]) -> Optional[Part]:
    """The type that a place is in the text of; None where it is in none."""
    leaf = stack[-1].node
    if leaf.type == "comment":
        match = _COMMENT.match(text_of(leaf))
        parsed = None if match is None else fragment(match[1].replace("->", ",").strip())
        return None if parsed is None else Part(parsed, types=True)
    if leaf.type != "string_content" or not _is_type(stack, len(stack) - 2):
        return None
    return Part(stack[-2].node, types=True)


def _is_type(stack: Sequence[Frame], index: int) -> bool:
    """Return whether a string on a path is a type where it is."""
    typed = False
    while index > 1:
        node, above = stack[index].node, stack[index - 1].node
        kind = above.type
        if kind in ("subscript", "generic_type"):
            if not _is_type_in(above, stack[index + 1].node if node.type == "type_parameter" else node):
                return False
            if kind == "subscript":
                return True
        elif kind in ("argument_list", "keyword_argument"):
            return _is_type_for(stack, index)
        elif kind == "assignment":
            return typed or text_of(above.child_by_field_name("type")).rpartition(".")[2] == "TypeAlias"
        elif kind != "type" and kind not in _BETWEEN:
            return typed
        typed = typed or kind == "type"
        index -= 1
    return typed


def _is_type_in(generic: Node, node: Node) -> bool:
    """Return whether what stands in the brackets of a generic, or of something else, is a type."""
    head, *inside = [child for child in generic.named_children if child.type != "comment"]
    if generic.type == "generic_type":
        inside = [child for each in inside for child in each.named_children if child.type != "comment"]
    name = text_of(head).rpartition(".")[2]
    if name == "Literal" or node == head or (name == "Annotated" and inside[:1] != [node]):
        return False
    return generic.type == "generic_type" or name in _GENERICS or (name[:1].isupper() and not name.isupper())


def _is_type_for(stack: Sequence[Frame], index: int) -> bool:
    """Return whether an argument on a path is a type for the function that is called."""
    keyword = ""
    if stack[index - 1].node.type == "keyword_argument":
        keyword = text_of(stack[index - 1].node.child_by_field_name("name"))
        index -= 1
    call = stack[index - 2].node
    name = text_of(call.child_by_field_name("function")).rpartition(".")[2]
    place = next((n for n, each in enumerate(arguments(call)) if each == stack[index].node), 0)
    if name in MAKERS:
        return keyword in ("bound", "default") if keyword else place > 0
    return (keyword or place) in _TYPES.get(name, ())
