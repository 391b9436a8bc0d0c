"""Merge imports from one module that follow each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from tree_sitter import Node

from pantstack.boundaries.fixing import import_statements
from pantstack.boundaries.fixing.verification import IMPORTS, dotted, names_of
from pantstack.syntax import delimited_list, source_edits
from pantstack.syntax.source import text_of
from pantstack.syntax.source_edits import Edit


def merge(data: bytes, facades: Collection[str], rows: Collection[int]) -> bytes:
    """Merge imports from facades where only other imports, line by line, are between them.

    Imports in a run without any of the rows, counted from 0, stay as they are.
    """
    if not rows:
        return data
    edits: list[Edit] = []
    for run in _runs(data, source_edits.parse(data)):
        if not any(statement.start_point[0] in rows for statement in run) or _ambiguous(run):
            continue
        for facade in facades:
            same = [statement for statement in run if _module(statement) == facade]
            if len(same) > 1:
                edits += _merged(data, same, facade)
    return source_edits.apply(data, edits)


def _merged(data: bytes, same: Sequence[Node], facade: str) -> Iterator[Edit]:
    """Move the names of all statements to the first one, and delete the lines of the others."""
    names = [text_of(name) for statement in same for name in statement.children_by_field_name("name")]
    names = list(dict.fromkeys(names))
    first = same[0]
    text = import_statements.one_line(facade, names)
    if first.start_point[1] + len(text) > source_edits.COLUMNS:
        lines = (b"", *(f"{name},".encode() for name in names))
        text = f"from {facade} import (".encode() + delimited_list.on_lines(data, first.start_byte, lines) + b")"
    yield Edit(first.start_byte, first.end_byte, text)
    for other in same[1:]:
        yield Edit(source_edits.line_start(data, other.start_byte), source_edits.next_line(data, other.end_byte), b"")


def _runs(data: bytes, root: Node) -> Iterator[list[Node]]:
    """Yield runs of import statements of a block that have a line each, without a comment, line by line."""
    run: list[Node] = []
    for node in source_edits.walk(root):
        if node.type not in IMPORTS or not _plain(data, node):
            continue
        if run and (node.parent != run[-1].parent or node.start_point[0] != run[-1].end_point[0] + 1):
            yield run
            run = []
        run.append(node)
    yield run


def _plain(data: bytes, node: Node) -> bool:
    kinds = {child.type for child in node.children}
    rest = data[node.end_byte : source_edits.line_end(data, node.end_byte)]
    return (
        node.start_point[0] == node.end_point[0]
        and not kinds & {"(", "wildcard_import", "comment"}
        and import_statements.begins_line(data, node.start_byte)
        and not rest.strip()
    )


def _ambiguous(run: Sequence[Node]) -> bool:
    """Return whether a name is bound twice, so that the order of the statements decides."""
    bound: dict[str, tuple[str, str]] = {}
    for statement in run:
        for name in statement.children_by_field_name("name"):
            taken, here = names_of(name)
            if bound.setdefault(here, (_module(statement), taken)) != (_module(statement), taken):
                return True
    return False


def _module(node: Node) -> str:
    module = node.child_by_field_name("module_name")
    return "" if module is None else dotted(module)
