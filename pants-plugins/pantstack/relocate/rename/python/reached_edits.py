"""Renames a module where a file reaches it without an import statement: by attributes, strings and stacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.attribute_chains import Targets
from pantstack.boundaries.scanner.model import StackReference
from pantstack.boundaries.scanner.scopes import Names
from pantstack.boundaries.scanner.statements import Imported, statements
from pantstack.boundaries.scanner.tree_cursor import TreeCursor
from pantstack.relocate.rename.python.source_file import SourceFile
from pantstack.relocate.rename.renaming import Parts, Renaming
from pantstack.syntax import source_edits
from pantstack.syntax.source import read, text_of
from pantstack.syntax.source_edits import Edit

_OPENING: Final = re.compile(rb"[A-Za-z]{0,2}(\"\"\"|'''|\"|')")


def chains(file: SourceFile) -> Iterator[Edit]:
    """Rename what is reached by the attributes of a package around the module."""
    cursor = TreeCursor(read(file.data))
    imported, _ = statements(cursor)
    wanted = set(_packages(imported, file.renaming))
    if wanted:
        names = Names(cursor, imported)
        targets = Targets(names, {})
        for use in names.uses(wanted):
            for target in targets.of(use.name, use.scope, use.node.start_byte) or ():
                if not target.level:
                    yield from _chain(file, cursor, use.node, tuple(target.dotted.split(".")))
    yield from _names_alone(file, cursor, imported)
    for site in file.scan.imports:
        if site.kind == "attribute" and not site.level:
            yield from _written(file, source_edits.offset(file.data, site.position))


def _names_alone(file: SourceFile, cursor: TreeCursor, imported: Sequence[Imported]) -> Iterator[Edit]:
    """Rename a module that `import` binds by its own name, since it lies in a source root, wherever that is read.

    Raises:
        ValueError: if the file has the new name already.
    """
    for old, new in file.renaming.prefixes:
        bound = [each for each in imported if each.site.bound == old[0]]
        if len(old) > 1 or not bound or any(each.aliased or each.site.name is not None for each in bound):
            continue
        if any(node.type == "identifier" and text_of(node) == new[0] for node in source_edits.walk(cursor.source.root)):
            raise ValueError(f"it has another `{new[0]}`")
        names = Names(cursor, imported)
        targets = Targets(names, {})
        for use in names.uses([old[0]]):
            at = source_edits.offset(file.data, cursor.source.start(use.node))
            if use.name == old[0] and at is not None and targets.of(use.name, use.scope, use.node.start_byte):
                yield Edit(at, at + len(old[0].encode()), ".".join(new).encode())


def _packages(imported: Sequence[Imported], renaming: Renaming) -> Iterator[str]:
    """The names by which a file has the packages around the module."""
    for each in imported:
        dotted = each.dotted if each.aliased or each.site.name is not None else each.dotted.partition(".")[0]
        parts = tuple(dotted.split("."))
        around = any(len(parts) < len(old) and old[: len(parts)] == parts for old, _ in renaming.prefixes)
        if each.site.bound and around:
            yield each.site.bound


def _chain(file: SourceFile, cursor: TreeCursor, node: Node, known: Parts) -> Iterator[Edit]:
    """Rename the attributes that lead into the module, of a name that stands for a package around it."""
    nodes = [node]
    above = node.parent
    while above is not None and above.type == "attribute" and above.child_by_field_name("object") == nodes[-1]:
        nodes.append(above)
        above = above.parent
    attributes = [each.child_by_field_name("attribute") for each in nodes[1:]]
    for old, new in file.renaming.prefixes:
        further = old[len(known) :]
        words = tuple(text_of(each) for each in attributes[: len(further)])
        if old[: len(known)] != known or words != further or not further:
            continue
        start = source_edits.offset(file.data, cursor.source.start(node))
        places = [source_edits.offset(file.data, cursor.source.start(each)) for each in attributes if each is not None]
        if start is None or None in places:
            return
        if new[: len(known)] == known and len(new) == len(old):
            for place, before, after in zip(places, further, new[len(known) :]):
                if before != after and place is not None:
                    yield Edit(place, place + len(before.encode()), after.encode())
        elif text_of(node) == known[0] and len(known) == 1:
            end = (places[len(further) - 1] or 0) + len(further[-1].encode())
            yield Edit(start, end, ".".join(new).encode())
        return


def strings(file: SourceFile) -> Iterator[Edit]:
    """Rename in strings that something imports."""
    root = source_edits.parse(file.data)
    for site in file.scan.imports:
        if site.kind != "string" or site.level or file.renaming.renamed(site.module.split(".")) is None:
            continue
        at = source_edits.offset(file.data, site.position)
        opening = None if at is None else _OPENING.match(file.data, at)
        edits = [] if opening is None else list(_at(file, opening.end()))
        if edits or at is None:
            yield from edits
            continue
        # Another argument may say in which package a relative name is looked up.
        node = root.descendant_for_byte_range(at, at)
        while node is not None and node.type != "call":
            node = node.parent
        for string in source_edits.walk(node) if node is not None else ():
            if string.type == "string":
                found = _OPENING.match(file.data, string.start_byte)
                yield from () if found is None else _at(file, found.end())


def _written(file: SourceFile, at: Optional[int]) -> Iterator[Edit]:
    """Rename an attribute chain that is written at a byte, or that a type in quotes there names."""
    quoted = None if at is None else _OPENING.match(file.data, at)
    if at is None or quoted is None:
        yield from _at(file, at)
        return
    string = source_edits.parse(file.data).descendant_for_byte_range(at, at + 1)
    while string is not None and string.type != "string":
        string = string.parent
    if string is None:
        return
    text, start = source_edits.bytes_of(string), string.start_byte
    for old, new in file.renaming.prefixes:
        for found in re.finditer(rb"(?<![\w.])%s(?!\w)" % re.escape(".".join(old).encode()), text):
            yield Edit(start + found.start(), start + found.end(), ".".join(new).encode())


def _at(file: SourceFile, at: Optional[int]) -> Iterator[Edit]:
    """Rename a dotted name that begins at a byte, as it is written."""
    for old, new in file.renaming.prefixes if at is not None else ():
        text = ".".join(old).encode()
        if at is not None and re.compile(rb"%s(?!\w)" % re.escape(text)).match(file.data, at):
            yield Edit(at, at + len(text), ".".join(new).encode())
            return


def stack_names(file: SourceFile, stacks: Iterable[StackReference]) -> Iterator[Edit]:
    """Rename in the names of stacks, where the name of the project is written as it is."""
    old, new = (f"/{name}/".encode() for name in (file.renaming.old_name, file.renaming.new_name))
    for reference in stacks:
        start, end = (source_edits.offset(file.data, place) for place in (reference.position, reference.end))
        if start is not None and end is not None and file.data.count(old, start, end) == 1:
            at = file.data.index(old, start, end)
            yield Edit(at, at + len(old), new)


def own_texts(file: SourceFile) -> Iterator[Edit]:
    """Rename in the comments and strings of the module's own files what can mean nothing else."""
    if not file.renaming.holds(file.path):
        return
    for node in source_edits.walk(source_edits.parse(file.data)):
        if node.type in ("comment", "string_content"):
            text = source_edits.bytes_of(node).decode("utf-8", "surrogateescape")
            new = file.renaming.in_text(text)
            if new != text:
                yield Edit(node.start_byte, node.end_byte, new.encode("utf-8", "surrogateescape"))
