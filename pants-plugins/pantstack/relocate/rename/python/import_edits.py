"""Renames a module in the import statements of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Optional

from tree_sitter import Node

from pantstack.boundaries.fixing.rewrite_imports import Replacement
from pantstack.boundaries.fixing.verification import IMPORTS, dotted, names_of
from pantstack.buildfiles.globs import below, joined, parent, relative
from pantstack.relocate.rename.python.source_file import SourceFile
from pantstack.relocate.rename.renaming import Parts, Renaming
from pantstack.syntax import source_edits
from pantstack.syntax.source import text_of
from pantstack.syntax.source_edits import Edit


def statements(file: SourceFile) -> Iterator[Edit]:
    """Rename in import statements, where each goes on with the same words."""
    for node in source_edits.walk(source_edits.parse(file.data)):
        if node.type not in IMPORTS:
            continue
        module = node.child_by_field_name("module_name")
        names = node.children_by_field_name("name")
        if module is None:
            for entry in names:
                yield from _dotted_name(entry.child_by_field_name("name") or entry, file.renaming)
        elif module.type == "relative_import":
            yield from _relative(file, module)
            yield from _names(file, _relative_folder(file, dotted(module)), names)
        else:
            yield from _dotted_name(module, file.renaming)
            for old, new in file.renaming.prefixes:
                if tuple(dotted(module).split(".")) == old[:-1] and old[:-1] == new[:-1]:
                    yield from _names_of(names, old[-1], new[-1])


def _dotted_name(node: Node, renaming: Renaming) -> Iterator[Edit]:
    parts = [child for child in node.children if child.type == "identifier"]
    yield from _identifiers(parts, [text_of(part) for part in parts], renaming)


def _identifiers(nodes: Sequence[Node], names: Sequence[str], renaming: Renaming) -> Iterator[Edit]:
    """Rename identifiers that stand one after another, with dots between them."""
    for old, new in renaming.prefixes:
        if tuple(names[: len(old)]) == old:
            yield from _replaced(nodes[: len(old)], old, new)
            return


def _replaced(nodes: Sequence[Node], old: Parts, new: Parts) -> Iterator[Edit]:
    if len(old) != len(new):
        yield Edit(nodes[0].start_byte, nodes[-1].end_byte, ".".join(new).encode())
        return
    for node, before, after in zip(nodes, old, new):
        if before != after:
            yield Edit(node.start_byte, node.end_byte, after.encode())


def _relative(file: SourceFile, module: Node) -> Iterator[Edit]:
    """Rename what a relative import names; it becomes an absolute one where nothing else leads there any more."""
    level, names = _level(dotted(module))
    old = folder_of(file.path, level)
    if old is None or (not names and (not file.renaming.holds(file.path) or file.renaming.holds(old))):
        return
    if not names:
        if not file.renaming.is_beside and old:
            yield Edit(module.start_byte, module.end_byte, file.renaming.dotted(old).encode())
        return
    target = joined(old, "/".join(names))
    now, folder = file.renaming.moved(target), folder_of(file.renaming.moved(file.path), level)
    if folder is not None and below(folder, now) and now != folder:
        words = relative(folder, now).split("/")
        text = "." * level + ".".join(words)
        if words != names:
            last = next(child for child in module.children if child.type == "dotted_name")
            yield Edit(last.start_byte, last.end_byte, text[level:].encode())
    else:
        yield Edit(module.start_byte, module.end_byte, file.renaming.dotted(now).encode())


def _level(module: str) -> tuple[int, list[str]]:
    names = module.lstrip(".")
    return len(module) - len(names), names.split(".") if names else []


def folder_of(path: str, level: int) -> Optional[str]:
    """Return the directory that a relative import of a file starts from; None above the repository."""
    folders = path.split("/")[:-1]
    return None if level - 1 > len(folders) else "/".join(folders[: len(folders) - level + 1])


def _relative_folder(file: SourceFile, module: str) -> Optional[str]:
    level, names = _level(module)
    folder = folder_of(file.path, level)
    return None if folder is None else "/".join(filter(None, (folder, *names)))


def _names(file: SourceFile, folder: Optional[str], names: Sequence[Node]) -> Iterator[Edit]:
    renaming = file.renaming
    if folder == parent(renaming.old_base) and renaming.is_beside:
        yield from _names_of(names, renaming.old_name, renaming.new_name)


def _names_of(names: Sequence[Node], old: str, new: str) -> Iterator[Edit]:
    """Rename the module where it is imported by name; in the file it keeps the name that it had."""
    for entry in names:
        taken, bound = names_of(entry)
        if taken != old:
            continue
        aliased = entry.type == "aliased_import"
        if aliased and bound == new:
            yield Edit(entry.start_byte, entry.end_byte, new.encode())
        elif aliased:
            name = entry.child_by_field_name("name") or entry
            yield Edit(name.start_byte, name.end_byte, new.encode())
        else:
            yield Edit(entry.start_byte, entry.end_byte, f"{new} as {old}".encode())


def split(file: SourceFile) -> Iterator[Replacement]:
    """The imports of the module by its name alone that need a statement of their own from now on."""
    renaming = file.renaming
    for site in file.scan.imports:
        if site.kind != "import" or site.name is None:
            continue
        folder = None if not site.level else _relative_folder(file, "." * site.level + site.module)
        for old, new in renaming.prefixes:
            absolute = not site.level and (*site.module.split("."), site.name) == old and old[:-1] != new[:-1]
            moved = folder is not None and joined(folder, site.name) == renaming.old_base and not renaming.is_beside
            if (absolute or moved) and len(new) > 1:
                yield Replacement(site.position, ".".join(new[:-1]), new[-1])
                break
