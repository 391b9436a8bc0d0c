"""Keeps import statements sorted that were sorted before a module in them was renamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tree_sitter import Node

from pantstack.boundaries.fixing.import_statements import begins_line
from pantstack.boundaries.fixing.verification import dotted, names_of
from pantstack.syntax import source_edits
from pantstack.syntax.source_edits import Edit

# Where ruff is configured.
CONFIGURATIONS: Final = ("pyproject.toml", "ruff.toml", ".ruff.toml")
# Those that are about the order of imports.
_RULES: Final = frozenset({"ALL", "I", "I001"})
_KINDS: Final = frozenset({"import_statement", "import_from_statement"})


def is_kept(contents: Mapping[str, bytes]) -> bool:
    """Return whether a tool is configured that reports imports which are not sorted: ruff or isort.

    Args:
        contents: of files, by path.
    """
    documents = {path: _parsed(contents[path]) for path in CONFIGURATIONS if path in contents}
    tools = documents.get(CONFIGURATIONS[0], {}).get("tool", {})
    tables = [tools.get("ruff", {}), *(document for path, document in documents.items() if path != CONFIGURATIONS[0])]
    lint = [part for table in tables for part in (table, table.get("lint", {}))]
    chosen = {rule for part in lint for key in ("select", "extend-select") for rule in part.get(key, ())}
    return "isort" in tools or bool(_RULES & chosen)


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        document: dict[str, Any] = tomlkit.parse(content).unwrap()
    except (TOMLKitError, ValueError):
        return {}
    return document


def keep_sorted(before: bytes, after: bytes) -> bytes:
    """Sort the statements of each block of lines whose statements were sorted; all else stays.

    Args:
        after: the same statements, with other names in them.
    """
    blocks, changed = list(_blocks(before)), list(_blocks(after))
    if [len(block) for block in blocks] != [len(block) for block in changed]:
        return after
    edits: list[Edit] = []
    for was, now in zip(blocks, changed):
        keys = [_key(node) for node in now]
        was_sorted = [_key(node) for node in was] == sorted(map(_key, was))
        if was_sorted and keys != sorted(keys) and _is_any_order_the_same(now):
            order = sorted(range(len(now)), key=keys.__getitem__)
            texts = [source_edits.bytes_of(now[number]) for number in order]
            edits += [Edit(node.start_byte, node.end_byte, text) for node, text in zip(now, texts)]
    return source_edits.apply(after, edits)


def _blocks(data: bytes) -> Iterator[list[Node]]:
    """Yield statements of one kind that follow each other line by line, with nothing else on their lines."""
    block: list[Node] = []
    for node in source_edits.walk(source_edits.parse(data)):
        if node.type not in _KINDS or not _is_alone(data, node):
            continue
        if block and not _follows(node, block[-1]):
            yield block
            block = []
        block.append(node)
    yield block


def _follows(node: Node, last: Node) -> bool:
    return node.type == last.type and node.parent == last.parent and node.start_point[0] == last.end_point[0] + 1


def _is_alone(data: bytes, node: Node) -> bool:
    module = node.child_by_field_name("module_name")
    rest = data[node.end_byte : source_edits.line_end(data, node.end_byte)]
    is_relative = module is not None and module.type == "relative_import"
    return not is_relative and begins_line(data, node.start_byte) and not rest.strip()


def _key(node: Node) -> str:
    module = node.child_by_field_name("module_name")
    names = node.children_by_field_name("name")
    return (dotted(module) if module is not None else names_of(names[0])[0] if names else "").lower()


def _is_any_order_the_same(block: Sequence[Node]) -> bool:
    """Return whether no statement can bind what another one binds."""
    if any(child.type == "wildcard_import" for node in block for child in node.children):
        return False
    if block[0].type == "import_statement":
        return True
    bound = [names_of(name)[1] for node in block for name in node.children_by_field_name("name")]
    return len(set(bound)) == len(bound)
