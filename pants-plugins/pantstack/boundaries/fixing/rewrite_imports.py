"""Rewrite imports of another module's internals to its facade, and nothing that cannot be verified."""

from __future__ import annotations

import codecs
import keyword
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Optional

from tree_sitter import Node

from pantstack.base.locations import Position
from pantstack.boundaries.fixing import import_statements, verification
from pantstack.boundaries.fixing.merge_imports import merge
from pantstack.syntax import source_edits
from pantstack.syntax.source import encoding_of

_STRING = "it is in a string, which may be used in many ways"
CHAIN = "it is an attribute of a module that is imported elsewhere"
MODULE = "it binds a module, whose uses are elsewhere"
STAR = "a star import takes whatever is there"
_NOTHING = "no imported name is there"


@dataclass(frozen=True, order=True)
class Replacement:
    """A facade and name that an imported name should come from.

    Attributes:
        facade: the dotted name of the facade.
        name: what the imported is called there.
    """

    position: Position
    facade: str
    name: str


class RefusedReplacement(NamedTuple):
    """A replacement that was not made.

    Attributes:
        reason: a clause.
    """

    replacement: Replacement
    reason: str


@dataclass(frozen=True)
class RewrittenFile:
    """A file after a rewrite.

    Attributes:
        done: the replacements that hold in it, in the order they were requested.
    """

    content: bytes
    done: tuple[Replacement, ...]
    refused: tuple[RefusedReplacement, ...]


def rewrite(content: bytes, replacements: Sequence[Replacement]) -> RewrittenFile:
    """Make imported names come from facades, under the names that they have in the file.

    What else the file says is kept byte for byte. The result is read again: if it does not import exactly what it
    should, the file stays as it is.

    Args:
        content: the file's bytes, in the encoding that they declare.
    """
    requested = tuple(dict.fromkeys(replacements))
    try:
        data, encoding = decoded(content)
    except (SyntaxError, LookupError, ValueError) as error:
        return _refuse_all(content, requested, f"the file cannot be decoded: {error}")
    root = source_edits.parse(data)
    before = verification.outline(data)
    if b"\0" in data or not source_edits.has_common_line_ends(data) or not verification.is_python(data, before):
        return _refuse_all(content, requested, "the file is not Python that can be parsed here")
    places = {replacement: source_edits.offset(data, replacement.position) for replacement in requested}
    imports = _imports(root)
    taken = list(places.values())
    reasons = {
        replacement: _objection(replacement, taken.count(at), at, root, None if at is None else imports.get(at))
        for replacement, at in places.items()
    }
    done = tuple(replacement for replacement in requested if reasons[replacement] is None)
    targets = {places[replacement] or 0: (replacement.facade, replacement.name) for replacement in done}
    after = _rewritten(data, imports, targets)
    if not verification.is_verified(before, verification.outline(after), (data, after), targets):
        return _refuse_all(content, requested, "the result could not be verified to import the same")
    try:
        mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
        result = mark + after.decode("utf-8").encode(encoding)
    except ValueError:
        return _refuse_all(content, requested, f"the file's encoding, {encoding}, cannot encode the facade")
    refused = (RefusedReplacement(replacement, reason) for replacement, reason in reasons.items() if reason is not None)
    return RewrittenFile(result, done, tuple(refused))


def _refuse_all(content: bytes, requested: Iterable[Replacement], why: str) -> RewrittenFile:
    return RewrittenFile(content, (), tuple(RefusedReplacement(replacement, why) for replacement in requested))


def decoded(content: bytes) -> tuple[bytes, str]:
    """Decode a file to UTF-8 without its byte order mark, and return the encoding that it had."""
    encoding = encoding_of(content)
    encoding = "utf-8" if encoding == "utf-8-sig" else encoding
    plain = content.removeprefix(codecs.BOM_UTF8)
    text = plain.decode(encoding)
    if text.encode(encoding) != plain:
        raise ValueError(f"{encoding} has several encodings of it")
    return text.encode("utf-8"), encoding


def _imports(root: Node) -> dict[int, Node]:
    """Map the first byte of every imported name, and of every star, to its statement."""
    statements: dict[int, Node] = {}
    for node in source_edits.walk(root):
        if node.type in verification.IMPORTS:
            stars = [child for child in node.children if child.type == "wildcard_import"]
            statements.update((name.start_byte, node) for name in (*node.children_by_field_name("name"), *stars))
    return statements


def _objection(
    replacement: Replacement, same: int, at: Optional[int], root: Node, statement: Optional[Node]
) -> Optional[str]:
    """Return why a replacement at an offset, one of `same` ones there, cannot be made; None where it can."""
    if at is None or statement is None:
        return _NOTHING if at is None else _elsewhere(root, at)
    if same > 1:
        return "two replacements are requested for it"
    if not all(
        part.isidentifier() and not keyword.iskeyword(part)
        for part in (*replacement.facade.split("."), replacement.name)
    ):
        return f"`from {replacement.facade} import {replacement.name}` is not Python"
    return _unprovable(statement)


def _elsewhere(root: Node, at: int) -> str:
    """Return why what is outside of imports, or the module of one, cannot be rewritten."""
    node = root.descendant_for_byte_range(at, at)
    while node is not None and node.type not in verification.IMPORTS:
        if node.type == "string":
            return _STRING
        if node.type == "attribute":
            return CHAIN
        node = node.parent
    return _NOTHING


def _unprovable(statement: Node) -> Optional[str]:
    """Return what about an import statement keeps it from being rewritten; None where nothing does."""
    if statement.type == "import_statement":
        return MODULE
    if statement.type != "import_from_statement":
        return "it changes how the file is read"
    if statement.children[-1].type == "wildcard_import":
        return STAR
    bound = [verification.names_of(name)[1] for name in statement.children_by_field_name("name")]
    return "its statement binds a name twice" if len(set(bound)) < len(bound) else None


def _rewritten(data: bytes, imports: Mapping[int, Node], targets: Mapping[int, tuple[str, str]]) -> bytes:
    """Make all replacements."""
    statements = {imports[at].start_byte: imports[at] for at in targets}
    by_start = {start: import_statements.rewrite(data, node, targets) for start, node in statements.items()}
    edits = [edit for of_statement in by_start.values() for edit in of_statement]
    result = source_edits.apply(data, edits)
    rows = set()
    for start in (start for start, of_statement in by_start.items() if of_statement):
        moved = sum(len(edit.text) - (edit.end - edit.start) for edit in edits if edit.start < start)
        rows.add(result.count(b"\n", 0, start + moved))
    return merge(result, {facade for facade, _ in targets.values()}, rows)
