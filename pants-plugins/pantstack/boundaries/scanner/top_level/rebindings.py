"""Names of a file's top level that are bound elsewhere: by functions, or as items of the dictionary of globals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.model import Binding
from pantstack.boundaries.scanner.name_context import arguments, name_context, sets_attribute
from pantstack.boundaries.scanner.statements import Imported
from pantstack.boundaries.scanner.string_literals import literal
from pantstack.boundaries.scanner.top_level.assigned_values import Loaded, bound_to
from pantstack.boundaries.scanner.tree_cursor import Frame, Scope, TreeCursor
from pantstack.syntax.source import text_of

_ASSIGNING = frozenset({"assigned", "bound", "deleted", "entered"})
_DICTIONARIES = (b"globals()", b"vars()", b"locals()", b"sys.modules[")
_UNWRITTEN = re.compile(
    rb"(?<![\w.])(?:globals|vars|locals)\(\)\s*(?:\[[^\]\n]*\]\s*=(?!=)|\.(?:update|setdefault|pop|clear|__setitem__)\b)"
    rb"|(?<![\w.])sys\.modules\[\s*__name__\s*\]\s*(?:=(?!=)|\.)"
    rb"|(?<![\w.])(?:setattr|delattr)\(\s*sys\.modules\[\s*__name__\s*\]"
)


def bound_by_functions(cursor: TreeCursor, imported: Sequence[Imported], loaded: Loaded) -> Iterator[Binding]:
    """Yield what functions bind that declare a name `global`."""
    scopes: dict[str, set[Scope]] = {}
    for _, stack in cursor.words(["global"]):
        if stack[-1].node.type == "global" and stack[-1].scope is not cursor.module:
            for name in stack[-2].node.named_children:
                scopes.setdefault(text_of(name), set()).add(stack[-1].scope)
    for each in imported:
        if each.scope in scopes.get(each.site.bound or "", ()):
            site = each.site
            yield Binding(site.bound or "", each.place, "import", site.module, site.level, site.name, "later")
    for _, stack in cursor.words(scopes):
        leaf = stack[-1]
        if leaf.node.type != "identifier" or leaf.scope not in scopes[text_of(leaf.node)]:
            continue
        if any("import" in frame.node.type for frame in stack[-4:-1]) or name_context(stack) not in _ASSIGNING:
            continue
        deleted = stack[-2].node.type == "delete_statement"
        place = cursor.source.start(leaf.node)
        own = Binding(text_of(leaf.node), place, "deleted" if deleted else "value", when="later")
        yield from bound_to(own, _value(stack), loaded)


def bound_as_items(cursor: TreeCursor, loaded: Loaded) -> Iterator[Binding]:
    """Yield what `globals()["name"] = value` binds; a star for what cannot be read."""
    if not any(word in cursor.source.data for word in _DICTIONARIES):
        return
    for match in _UNWRITTEN.finditer(cursor.source.data):
        stack = cursor.seek(match.start())
        index = next((i for i, frame in enumerate(stack) if frame.node.type == "subscript"), 0)
        holder = stack[index - 1].node if index else None
        key = stack[index].node.child_by_field_name("subscript") if index else None
        name = literal(key) if key is not None else None
        call = next((frame.node for frame in reversed(stack) if frame.node.type == "call"), None)
        given = arguments(call) if call is not None and sets_attribute(call) else []
        written = literal(given[1]) if len(given) > 1 and given[0].start_byte > match.start() else None
        if call is not None and written is not None:
            own = Binding(written, cursor.source.start(call), "value" if given[2:] else "deleted", when="later")
            yield from bound_to(own, given[2] if given[2:] else None, loaded)
        elif name is not None and holder is not None and holder.type == "assignment":
            own = Binding(name, cursor.source.start(stack[index].node), when="later")
            yield from bound_to(own, holder.child_by_field_name("right"), loaded)
        elif stack[-1].node.type == "identifier":
            yield Binding("*", cursor.source.at(match.start()), "anything", when="later")


def _value(stack: Sequence[Frame]) -> Optional[Node]:
    holder = stack[-2].node
    return holder.child_by_field_name("right" if holder.type == "assignment" else "value")
