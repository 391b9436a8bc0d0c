"""Edit BUILD files: what should not change stays byte for byte.

Nothing is guessed: a declaration or a field that is computed is refused, not evaluated.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Iterable, Sequence
from typing import Optional

from tree_sitter import Node

from pantstack.buildfiles.nodes import MARKS, entries, field_name, line_of, plain, plain_strings
from pantstack.buildfiles.ownership import default_keys
from pantstack.buildfiles.parse import BuildFile, Call
from pantstack.syntax import delimited_list, source_edits
from pantstack.syntax.source import shortened, text_of
from pantstack.syntax.source_edits import Edit

# A missing field is written behind the nearest of those that stand before it here.
_ORDER = (
    *("name", "file", "sources", "description", "layer", "inner_layers", "depends_on", "cannot_depend_on", "utility"),
    *("public", "consumers", "deployables", "infrastructure", "deployed_as", "owners", "tests"),
)


def items(build: BuildFile, call: Call, field: str) -> tuple[str, ...]:
    """Return the strings of a list field; none where the declaration does not have the field.

    Raises:
        NotEditableError: where the field is, or may be, anything but a list of string literals.
    """
    value = call.fields.get(field)
    if value is None:
        for child in call.arguments:
            if child.type.endswith("_splat"):
                message = f"This {call.kind} takes fields from `{shortened(child)}`, and `{field}` may be one of them."
                raise build.refusal(message, f"Write `{field}` in the declaration itself.", line_of(child))
        return ()
    strings = plain_strings(entries(value)) if value.type == "list" else None
    if strings is None:
        wrong = value if value.type != "list" else next(entry for entry in entries(value) if plain(entry) is None)
        raise build.refusal(
            f"`{field}` of this {call.kind} is not a plain list of strings: `{shortened(wrong)}`.",
            "Write it as a list of string literals, or edit it by hand.",
            line_of(wrong),
        )
    return strings


def set_items(  # noqa: PLR0913, PLR0917  the address of a field, and what to do there
    build: BuildFile, kind: str, name: Optional[str], field: str, add: Iterable[str], remove: Iterable[str]
) -> BuildFile:
    """Add strings to a list field of a declaration, and remove others unless they are added too.

    A sorted list stays sorted, an emptied one stays as `[]`. What is there already, or not there, is not an error.
    Without a name, the only declaration of that type is edited.

    Raises:
        NotEditableError: where the declaration or the field is not plain.
    """
    add = set(add)
    call = build.declaration(kind, name)
    missing = sorted(add - set(items(build, call, field)))
    if missing and field not in call.fields:
        build = _with_field(build, call, field, missing)
    else:
        for item in missing:
            call = build.declaration(kind, name)
            present = items(build, call, field)
            at = bisect(present, item) if list(present) == sorted(present) else len(present)
            build = _with_item(build, call, field, at, item)
    call = build.declaration(kind, name)
    removed = set(remove) - add
    numbers = [number for number, item in enumerate(items(build, call, field)) if item in removed]
    if numbers:
        listed = delimited_list.read(build.data, call.fields[field].children)
        build = build.edited(delimited_list.change(listed, numbers, {}))
    return _wrapped_field(build, field, lambda edited: edited.declaration(kind, name)) if missing else build


def set_string(build: BuildFile, kind: str, name: Optional[str], field: str, value: Optional[str]) -> BuildFile:
    """Give a declaration a field with a string that it does not have, or, with None, take such a field away.

    Raises:
        NotEditableError: where the declaration is not plain.
    """
    call = build.declaration(kind, name)
    listed = delimited_list.read(build.data, call.arguments)
    if value is not None:
        text = field.encode() + b"=" + _literal(build, call, value)
        return build.edited(delimited_list.insert(listed, _place(call, field), text))
    names = [field_name(child) for child in call.arguments if child.type not in MARKS]
    return build.edited(delimited_list.change(listed, [names.index(field)], {})) if field in names else build


def set_arguments(build: BuildFile, kind: str, number: int, add: Iterable[str], remove: Iterable[str]) -> BuildFile:
    """Add strings to the arguments of a call, and remove others unless they are added too; sorted ones stay sorted.

    Args:
        kind: the name that is called.
        number: of the call, among those of that name, in the order of the file.

    Raises:
        NotEditableError: where an argument is not a plain string.
    """
    add = set(add)
    missing = sorted(add - set(arguments(build, build.calls_of(kind)[number])))
    for item in missing:
        call = build.calls_of(kind)[number]
        present = arguments(build, call)
        at = bisect(present, item) if list(present) == sorted(present) else len(present)
        listed = delimited_list.read(build.data, call.arguments)
        build = build.edited(delimited_list.insert(listed, at, _literal(build, call, item)))
    call = build.calls_of(kind)[number]
    removed = set(remove) - add
    numbers = [at for at, item in enumerate(arguments(build, call)) if item in removed]
    if numbers:
        build = build.edited(delimited_list.change(delimited_list.read(build.data, call.arguments), numbers, {}))
    if not missing:
        return build

    def outer(edited: BuildFile) -> Sequence[Node]:
        inner = edited.calls_of(kind)[number]
        return (edited.statement_of(inner) or inner).arguments

    return _wrapped(build, outer, lambda edited: edited.calls_of(kind)[number].arguments)


def arguments(build: BuildFile, call: Call) -> tuple[str, ...]:
    """Return the positional arguments of a call that takes strings only there.

    Raises:
        NotEditableError: where one of them is anything but a string literal.
    """
    nodes = [node for node in call.arguments if node.type not in MARKS and node.type != "keyword_argument"]
    strings = plain_strings(nodes)
    if strings is None:
        wrong = next(node for node in nodes if plain(node) is None)
        message = f"`{call.kind}` is not called with plain strings: `{shortened(wrong)}`."
        raise build.refusal(message, "Write them as string literals, or edit it by hand.", line_of(wrong))
    return strings


def remove_globs(build: BuildFile, index: int, numbers: Sequence[int]) -> BuildFile:
    """Remove globs, by their numbers, from the `sources` of the call of that index."""
    listed = delimited_list.read(build.data, build.calls[index].fields["sources"].children)
    return build.edited(delimited_list.change(listed, numbers, {})) if numbers else build


def append_globs(build: BuildFile, index: int, globs: Sequence[str], default: Sequence[str]) -> BuildFile:
    """Add globs to the end of the `sources` of the call of that index, or to the default ones.

    Raises:
        NotEditableError: where a glob cannot be written plainly.
    """
    if "sources" in build.calls[index].fields:
        for glob in globs:
            call = build.calls[index]
            build = _with_item(build, call, "sources", len(entries(call.fields["sources"])), glob)
    else:
        build = _with_field(build, build.calls[index], "sources", (*default, *globs))
    return _wrapped_field(build, "sources", lambda edited: edited.calls[index])


def rename(build: BuildFile, call: Call, kind: str) -> BuildFile:
    """Give a call another target type."""
    start = call.node.start_byte
    return build.edited([Edit(start, start + len(call.kind.encode()), kind.encode())])


def share_defaults(build: BuildFile, call: Call) -> BuildFile:
    """Let `__defaults__` for python_sources hold for public_facade as well."""
    edits = []
    for key in default_keys(call) or ():
        alone = key.parent is not None and key.parent.type == "pair"
        text = b"(python_sources, public_facade)" if alone else b"python_sources, public_facade"
        edits.append(Edit(key.start_byte, key.end_byte, text))
    return build.edited(edits)


def append(build: BuildFile, declaration: str) -> BuildFile:
    """Add a declaration to the end of a file, after an empty line."""
    newline = "\r\n" if "\r\n" in build.text else "\n"
    text = build.text
    if text and not text.endswith(("\n", "\r")):
        text += newline
    return BuildFile(build.path, text + (newline if text else "") + declaration.replace("\n", newline))


def _with_item(build: BuildFile, call: Call, field: str, at: int, item: str) -> BuildFile:
    value = call.fields[field]
    literal = _literal(build, call, item, _quote(value))
    return build.edited(delimited_list.insert(delimited_list.read(build.data, value.children), at, literal))


def _with_field(build: BuildFile, call: Call, field: str, strings: Iterable[str]) -> BuildFile:
    listed = b", ".join(_literal(build, call, item) for item in strings)
    arguments = delimited_list.read(build.data, call.arguments)
    return build.edited(delimited_list.insert(arguments, _place(call, field), field.encode() + b"=[" + listed + b"]"))


def _literal(build: BuildFile, call: Call, item: str, quote: str = "") -> bytes:
    if any(not char.isprintable() or char in "\"'\\" for char in item):
        raise build.refusal(f"{item!r} cannot be written as a plain string.", "Write it by hand.", call.line)
    quote = quote or _quote(call.node) or '"'
    return f"{quote}{item}{quote}".encode()


def _quote(node: Node) -> str:
    """Return the quote that the first plain string in a node has; empty where there is none."""
    strings = (string for string in source_edits.walk(node) if plain(string) is not None)
    return text_of(next(strings, None))[:1]


def _place(call: Call, field: str) -> int:
    """Return the number of the argument that a missing field goes before."""
    names = [field_name(child) for child in call.arguments if child.type not in MARKS]
    known = _ORDER.index(field) if field in _ORDER else 0
    for before in reversed(_ORDER[:known]):
        if before in names:
            return names.index(before) + 1
    after = [number for number, name in enumerate(names) if known and name in _ORDER]
    return after[0] if after else len(names)


def _wrapped_field(build: BuildFile, field: str, find: Callable[[BuildFile], Call]) -> BuildFile:
    return _wrapped(build, lambda edited: find(edited).arguments, lambda edited: find(edited).fields[field].children)


def _wrapped(build: BuildFile, *brackets: Callable[[BuildFile], Sequence[Node]]) -> BuildFile:
    """Return the file with what is between brackets on lines of its own where one line is too long for it.

    Args:
        *brackets: find the nodes that are or stand between brackets; the outer ones first.
    """
    for find in brackets:
        listed = delimited_list.read(build.data, find(build))
        if listed.on_one_line and source_edits.width(build.data, listed.start) > source_edits.COLUMNS:
            build = build.edited([Edit(listed.start, listed.end, delimited_list.render(listed, (), {}))])
    return build
