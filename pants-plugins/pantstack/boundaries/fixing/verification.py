"""Verify that a rewritten file imports what it should, and is otherwise the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tree_sitter import Node

from pantstack.syntax import source_edits
from pantstack.syntax.interpreter import interpreter_parses
from pantstack.syntax.source import known_syntax, text_of

IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})


class Imported(NamedTuple):
    """A name that is imported.

    Attributes:
        after: how many tokens outside of imports come before it.
        depth: how deep it is nested; together with `after` this identifies its block.
        module: what follows `from`, leading dots included; empty for `import a.b`.
        lazy: whether it is imported when it is used.
    """

    after: int
    depth: int
    module: str
    name: str
    bound: str
    lazy: bool


@dataclass(frozen=True)
class Outline:
    """The tokens, comments and imports of a file.

    Attributes:
        tokens: all but those of imports, with the depth of their nesting; semicolons only separate statements.
        comments: sorted, as they may move with the names that they belong to.
        imports: what is imported, by the first byte of the name.
        broken: whether some of it is not Python that the grammar knows.
    """

    tokens: tuple[tuple[int, bytes], ...]
    comments: tuple[bytes, ...]
    imports: Mapping[int, Imported]
    broken: bool


def outline(data: bytes) -> Outline:
    """Read the tokens, comments and imports of a file."""
    tokens: list[tuple[int, bytes]] = []
    comments: list[bytes] = []
    imports: dict[int, Imported] = {}
    root = source_edits.parse(data)
    waiting = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        if node.type in IMPORTS:
            comments += (source_edits.comment_text(child) for child in node.children if child.type == "comment")
            lazy = source_edits.import_start(data, node.start_byte) < node.start_byte
            imports.update(_imports(node, len(tokens), depth, lazy=lazy))
        elif node.type == "comment":
            comments.append(source_edits.comment_text(node))
        elif node.children and node.type != "string":
            waiting += ((child, depth + 1) for child in reversed(node.children))
        elif node.type != ";" and not (node.type == "pass" and data.startswith(b"lazy", node.start_byte)):
            tokens.append((depth, source_edits.bytes_of(node)))
    return Outline(tuple(tokens), tuple(sorted(comments)), imports, root.has_error)


def is_python(data: bytes, outline: Outline) -> bool:
    """Return whether the grammar or else the interpreter can parse a file."""
    return not outline.broken or _parses(data)


def is_verified(before: Outline, after: Outline, data: tuple[bytes, bytes], new: Mapping[int, tuple[str, str]]) -> bool:
    """Return whether a file imports what it should, in the same places and names, and is otherwise unchanged.

    Args:
        new: the module and name that an import should have now, by the first byte that its name had before.
    """
    intended = {
        imported._replace(module=new[at][0], name=new[at][1]) if at in new else imported
        for at, imported in before.imports.items()
    }
    same = before.tokens == after.tokens and before.comments == after.comments and before.broken == after.broken
    if not same or intended != set(after.imports.values()):
        return False
    return _parses(data[1]) or not _parses(data[0])


def names_of(entry: Node) -> tuple[str, str]:
    """Return the name that an entry of an import takes, and the one that it binds."""
    name, alias = entry.child_by_field_name("name"), entry.child_by_field_name("alias")
    taken = dotted(entry if name is None else name)
    return taken, taken if alias is None else dotted(alias)


def dotted(node: Node) -> str:
    """Return a dotted name without white space and line continuations."""
    return "".join(text_of(node).replace("\\", "").split())


def _imports(statement: Node, after: int, depth: int, *, lazy: bool) -> Iterator[tuple[int, Imported]]:
    module = statement.child_by_field_name("module_name")
    origin = "" if module is None else dotted(module)
    for entry in statement.children_by_field_name("name"):
        name, bound = names_of(entry)
        yield entry.start_byte, Imported(after, depth, origin, name, bound, lazy)
    for child in statement.children:
        if child.type == "wildcard_import":
            yield child.start_byte, Imported(after, depth, origin, "*", "*", lazy)


def _parses(data: bytes) -> bool:
    return interpreter_parses(known_syntax(data), source_edits.parse(data))
