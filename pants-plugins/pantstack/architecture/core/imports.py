"""Reads imports from the bytes of a Python file.

tree-sitter reads syntax that is newer than the interpreter this runs in, and gives exact places; `ast` would not.
"""

from __future__ import annotations

import ast
import codecs
import io
import tokenize
from collections.abc import Iterator
from typing import Optional

import tree_sitter_python
from tree_sitter import Language, Node, Parser

from pantstack.architecture.core.model import FileScan, ImportSite, Position
from pantstack.architecture.core.names import offered

_LANGUAGE = Language(tree_sitter_python.language())
_IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})
# Newer than the grammar: `lazy import x` (PEP 810) and template strings (PEP 750).
_LAZY = "lazy"
_TEMPLATE_PREFIXES = frozenset({"t", "T", "rt", "rT", "Rt", "RT", "tr", "tR", "Tr", "TR"})


def scan(path: str, content: bytes) -> FileScan:
    """Read one file.

    Args:
        path: from the root of the repository.
        content: the file's bytes, in the encoding that they declare.

    Returns:
        Its imports and names; with an error, whatever could still be read.
    """
    try:
        source = _decoded(content)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        return FileScan(path, error=(Position(1, 1), f"its text cannot be decoded: {error}"))
    if "\0" in source:
        at = source.index("\0")
        line = source.count("\n", 0, at) + 1
        return FileScan(path, error=(Position(line, at - source.rfind("\n", 0, at)), "it has a null byte"))
    data = source.encode("utf-8")
    root = Parser(_LANGUAGE).parse(data).root_node
    lines = data.split(b"\n")
    sites: list[ImportSite] = []
    broken = _first_error(root, source, lines) if root.has_error else None
    # A file without the word imports nothing: most of a large tree is skipped here.
    if b"import" in data:
        for statement in _statements(root):
            sites += _sites(statement, lines)
    return FileScan(path, tuple(sorted(sites, key=lambda site: site.position)), offered(root), broken)


def _decoded(content: bytes) -> str:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    content = content.removeprefix(codecs.BOM_UTF8)
    return content.decode(encoding)


def _statements(root: Node) -> Iterator[Node]:
    """All import statements, without recursion: depth is the file's choice, not ours."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.type in _IMPORTS:
            yield node
        elif node.type != "string":
            waiting += node.named_children


def _position(node: Node, lines: list[bytes]) -> Position:
    row, column = node.start_point
    return Position(row + 1, len(lines[row][:column].decode("utf-8", "replace")) + 1)


def _text(node: Node) -> str:
    return "".join((node.text or b"").decode("utf-8", "replace").split())


def _sites(statement: Node, lines: list[bytes]) -> Iterator[ImportSite]:
    names = [
        (child.child_by_field_name("name") or child) if child.type == "aliased_import" else child
        for child in statement.children_by_field_name("name")
    ]
    if statement.type == "import_statement":
        for name in names:
            yield ImportSite(_position(name, lines), _text(name))
        return
    module, level = _source(statement.child_by_field_name("module_name"))
    for name in names:
        yield ImportSite(_position(name, lines), module, level, _text(name))
    for child in statement.children:
        if child.type == "wildcard_import":
            yield ImportSite(_position(child, lines), module, level, "*")


def _source(node: Optional[Node]) -> tuple[str, int]:
    """The dotted name and the number of leading dots of what stands after `from`."""
    if node is None:
        return "__future__", 0
    text = _text(node)
    module = text.lstrip(".")
    return module, len(text) - len(module)


def _first_error(root: Node, source: str, lines: list[bytes]) -> Optional[tuple[Position, str]]:
    """The first syntax error that is not merely newer than the grammar."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_missing or (node.type == "ERROR" and not _newer_syntax(node)):
            try:
                # The interpreter may know what the grammar does not.
                ast.parse(source)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return _position(node, lines), "it is not Python"
            return None
        waiting += [child for child in reversed(node.children) if child.has_error or child.is_missing]
    return None


def _newer_syntax(node: Node) -> bool:
    after = node.next_sibling
    text = _text(node)
    if after is None:
        return False
    if text == _LAZY:
        # Inside a block the keyword stands before the block that the statement begins.
        first = after.named_children[0] if after.type == "block" and after.named_children else after
        return first.type in _IMPORTS and first.start_point[0] == node.end_point[0]
    return text in _TEMPLATE_PREFIXES and after.type == "string" and after.start_byte == node.end_byte
