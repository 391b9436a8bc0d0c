"""Takes a module out of the lists of other modules' BUILD files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Optional

from tree_sitter import Node

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.edit import arguments, set_arguments
from pantstack.buildfiles.nodes import entries, field_name, line_of, plain
from pantstack.buildfiles.parse import BuildFile
from pantstack.relocate.rename.renaming import whole
from pantstack.syntax import delimited_list, source_edits
from pantstack.syntax.source_edits import Edit

_CALL: Final = "consumer_resolves"
# Fields in which a module is listed that needs nothing of it.
_LISTS: Final = frozenset({"consumers", "cannot_depend_on"})


def without(build: BuildFile, module: str) -> str:
    """Return a BUILD file whose lists of consumers do not have a module any more.

    Raises:
        UserError: where a list is computed, or something else names the module.
    """
    for number in range(len(build.calls_of(_CALL))):
        if module in arguments(build, build.calls_of(_CALL)[number]):
            build = _from_call(build, number, module)
    listed = next(_lists(build, module), None)
    while listed is not None:
        build = _from_list(build, listed, module)
        listed = next(_lists(build, module), None)
    left = next(_named(build, module), None)
    if left is not None:
        message = f"This names `{module}` in a way that no command can take out."
        raise UserError(message, "Take it out by hand first.", SourceLocation(build.path, line_of(left)))
    return build.text


def without_declaration(build: BuildFile, target: str) -> BuildFile:
    """Return a BUILD file without the declaration of a module that is a file.

    Raises:
        NotEditableError: where it is not plain.
    """
    return without_call(build, build.declaration("pantstack_module", target).node)


def without_call(build: BuildFile, node: Node) -> BuildFile:
    """Return a BUILD file without a call that is a statement of its own, and a blank line beside it."""
    start, end = source_edits.line_start(build.data, node.start_byte), source_edits.next_line(build.data, node.end_byte)
    if build.data.startswith((b"\n", b"\r\n"), end):
        end = source_edits.next_line(build.data, end)
    elif build.data.endswith(b"\n\n", 0, start):
        start -= 1
    return build.edited([Edit(start, end, b"")])


def _from_call(build: BuildFile, number: int, module: str) -> BuildFile:
    edited = set_arguments(build, _CALL, number, (), [module])

    def outer(file: BuildFile) -> Sequence[Node]:
        inner = file.calls_of(_CALL)[number]
        around = (file.statement_of(inner) or inner).arguments
        # Several arguments may have been on lines of their own from the start.
        return around if sum(node.type == "keyword_argument" for node in around) == 1 else []

    return _joined(build, edited, lambda file: file.calls_of(_CALL)[number].arguments, outer)


def _lists(build: BuildFile, module: str) -> Iterator[Node]:
    """Yield the lists of fields that hold a module."""
    for node in source_edits.walk(build.root):
        if node.type == "keyword_argument" and field_name(node) in _LISTS:
            value = node.child_by_field_name("value")
            if value is not None and value.type == "list" and module in map(plain, entries(value)):
                yield value


def _from_list(build: BuildFile, listed: Node, module: str) -> BuildFile:
    numbers = [number for number, entry in enumerate(entries(listed)) if plain(entry) == module]
    edited = build.edited(delimited_list.change(delimited_list.read(build.data, listed.children), numbers, {}))
    start = listed.start_byte

    def find(file: BuildFile) -> Sequence[Node]:
        node = file.root.descendant_for_byte_range(start, start + 1)
        while node is not None and node.type != "list":
            node = node.parent
        return [] if node is None else node.children

    return _joined(build, edited, find)


def _joined(before: BuildFile, after: BuildFile, *brackets: Callable[[BuildFile], Sequence[Node]]) -> BuildFile:
    """Put what is between brackets on one line again where the module alone was too much for that.

    Args:
        *brackets: find the nodes that are or stand between brackets; the inner ones first.
    """
    for find in brackets:
        was, now = _one_line(before, find(before)), _one_line(after, find(after))
        if was is None or now is None:
            return after
        one, width = now
        if was[1] > source_edits.COLUMNS >= width:
            after, before = after.edited([one]), before.edited([was[0]])
    return after


def _one_line(build: BuildFile, nodes: Sequence[Node]) -> Optional[tuple[Edit, int]]:
    """Return the edit that puts entries on one line, and how wide that is; None with comments or lines inside."""
    if not nodes:
        return None
    listed = delimited_list.read(build.data, nodes)
    texts = [build.data[part.start : part.end] for part in listed.items]
    if len(listed.items) != len(listed.parts) or any(b"\n" in text for text in texts):
        return None
    edit = Edit(listed.start, listed.end, b", ".join(texts))
    return edit, source_edits.width(source_edits.apply(build.data, [edit]), listed.start)


def _named(build: BuildFile, module: str) -> Iterator[Node]:
    """Yield the strings that name a module, or what is in it."""
    known = whole(module)
    for node in source_edits.walk(build.root):
        text = plain(node)
        if text is not None and (text == module or ("/" in module and known.search(text) is not None)):
            yield node
