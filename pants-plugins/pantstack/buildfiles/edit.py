"""Edits of list fields in BUILD files: what is not meant to change stays byte for byte.

Nothing is guessed: a declaration or a field that is computed is refused, not evaluated.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable
from typing import Optional

from tree_sitter import Node

from pantstack.buildfiles.declarations import BOM, Declaration, NotEditable, declarations, encode, find, plain
from pantstack.locations import Position
from pantstack.syntax import delimited_list, source_edits
from pantstack.syntax.source_edits import Edit

# A missing field is written behind the nearest of those that stand before it here.
_ORDER = ("name", "description", "layer", "depends_on", "public", "deployables", "infrastructure", "owners")


def set_items(  # noqa: PLR0913, PLR0917  the address of a field, and what to do there
    text: str, call: str, name: Optional[str], field: str, add: Iterable[str], remove: Iterable[str]
) -> str:
    """Add strings to a list field of a declaration, and remove others.

    A sorted list stays sorted, an emptied one stays as `[]`. What is there already, or not there, is no mistake.

    Args:
        text: the BUILD file's.
        call: the target type, such as `pantstack_module`.
        name: the target's name; None for the only declaration of that type.
        field: the field's name.
        add: strings that shall be in the list.
        remove: strings that shall not, unless they are added too.

    Returns:
        The text of the file with these changes alone.

    Raises:
        NotEditable: where the declaration or the field is not plain.
    """
    data = encode(text)
    add = set(add)
    missing = sorted(add - set(find(data, call, name).strings(field)))
    for item in missing:
        data = _added(data, find(data, call, name), field, item)
    declared = find(data, call, name)
    gone = set(remove) - add
    numbers = [number for number, item in enumerate(declared.strings(field)) if item in gone]
    value = declared.value(field)
    if numbers and value is not None:
        data = source_edits.apply(data, delimited_list.change(delimited_list.read(data, value.children), numbers, {}))
    if missing:
        data = _wrapped(data, call, name, field)
    return (BOM if text.startswith(BOM) else "") + data.decode("utf-8", "surrogatepass")


def items(text: str, call: str, name: Optional[str], field: str) -> tuple[str, ...]:
    """What a list field of a declaration says; nothing where the declaration does not have the field.

    Args:
        text: the BUILD file's.
        call: the target type.
        name: the target's name; None for the only declaration of that type.
        field: the field's name.

    Raises:
        NotEditable: where the declaration or the field is not plain.
    """
    return find(encode(text), call, name).strings(field)


def line_of_item(text: str, call: str, name: Optional[str], field: str, item: str) -> Optional[Position]:
    """Where a string stands in a field of a declaration, however the field is computed.

    Args:
        text: the BUILD file's.
        call: the target type.
        name: the target's name; a declaration that spells it wins over the first one.
        field: the field's name.
        item: the string.
    """
    data = encode(text)
    found = declarations(source_edits.parse(data), call)
    declared = next((each for each in found if each.name == name), found[0] if found else None)
    value = None if declared is None else declared.value(field)
    for node in () if value is None else source_edits.walk(value):
        if plain(node) == item:
            return source_edits.position(data, node.start_byte)
    return None


def _added(data: bytes, declared: Declaration, field: str, item: str) -> bytes:
    """The file with one string more."""
    if any(not char.isprintable() or char in "\"'\\" for char in item):
        raise NotEditable(f"{item!r} cannot be written as a plain string.", "Write it by hand.", declared.line)
    value = declared.value(field)
    quote = _quote(value) or _quote(declared.node) or '"'
    literal = f"{quote}{item}{quote}".encode()
    if value is None:
        entry = field.encode() + b"=[" + literal + b"]"
        return source_edits.apply(
            data, delimited_list.insert(delimited_list.read(data, declared.arguments), _place(declared, field), entry)
        )
    there = declared.strings(field)
    at = bisect(there, item) if list(there) == sorted(there) else len(there)
    return source_edits.apply(data, delimited_list.insert(delimited_list.read(data, value.children), at, literal))


def _quote(node: Optional[Node]) -> str:
    """The quote that the first plain string in a node has; empty where there is none."""
    strings = (each for each in source_edits.walk(node) if plain(each) is not None) if node is not None else iter(())
    first = next(strings, None)
    return "" if first is None else source_edits.source(first)[:1].decode()


def _place(declared: Declaration, field: str) -> int:
    """The number of the argument that a missing field goes before."""
    names = [_name(child) for child in declared.arguments if child.type not in ("(", ",", ")", "comment")]
    known = _ORDER.index(field) if field in _ORDER else 0
    for before in reversed(_ORDER[:known]):
        if before in names:
            return names.index(before) + 1
    after = [number for number, name in enumerate(names) if known and name in _ORDER]
    return after[0] if after else len(names)


def _name(argument: Node) -> str:
    name = argument.child_by_field_name("name")
    return "" if name is None else source_edits.source(name).decode("utf-8", "replace")


def _wrapped(data: bytes, call: str, name: Optional[str], field: str) -> bytes:
    """The file with a declaration, or its list, on lines of its own where one line is too long for it."""
    for wrap_list in (False, True):
        declared = find(data, call, name)
        value = declared.value(field)
        nodes = value.children if wrap_list and value is not None else declared.arguments
        entries = delimited_list.read(data, nodes)
        if entries.single and source_edits.width(data, entries.start) > source_edits.COLUMNS:
            data = source_edits.apply(data, [Edit(entries.start, entries.end, delimited_list.render(entries, (), {}))])
    return data
