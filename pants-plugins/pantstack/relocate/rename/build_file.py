"""Renames a module in BUILD files: in addresses, paths, entry points, and names of resolves and requirements."""

from __future__ import annotations

import re
from typing import Final, Optional

from tree_sitter import Node

from pantstack.buildfiles.globs import below, joined, relative
from pantstack.buildfiles.nodes import field_name, plain
from pantstack.buildfiles.parse import BuildFile
from pantstack.relocate.rename.renaming import REQUIREMENTS, Renaming
from pantstack.syntax import source_edits
from pantstack.syntax.source import text_of
from pantstack.syntax.source_edits import Edit

# What these hold are paths from the BUILD file's own directory.
_RELATIVE: Final = frozenset({"sources", "source", "file", "public"})
# What these hold are addresses, or paths from the root of the repository.
_PATHS: Final = frozenset(
    {"depends_on", "cannot_depend_on", "consumers", "dependencies", "deployables", "tests", "foundation"}
)
# A macro that takes such paths.
_CALLS: Final = frozenset({"consumer_resolves"})
_MARKS: Final = re.compile(r"!{0,2}(//)?")
_RESOLVE: Final = re.compile(r"(?<=resolve=)[\w-]+")


def rewrite_build(build: BuildFile, renaming: Renaming, *, is_named: bool) -> str:
    """Rename a module in a BUILD file, which may be one of its own.

    Args:
        build: where it was.
        is_named: whether a target of the module's own directory spells the directory's name as its own.
    """
    edits = []
    for node in source_edits.walk(build.root):
        text = plain(node)
        if text is None:
            continue
        new = _string(text, _holder(node), build, renaming, is_named=is_named)
        if new is not None and new != text:
            quote = (len(text_of(node)) - len(text)) // 2
            start = node.start_byte + len(text_of(node)[:quote].encode())
            edits.append(Edit(start, start + len(text.encode()), new.encode()))
    if renaming.holds(build.path):
        for node in source_edits.walk(build.root):
            if node.type == "comment":
                comment = text_of(node)
                edits.append(Edit(node.start_byte, node.end_byte, renaming.in_text(comment).encode()))
    return build.edited(edits).text


def _holder(node: Node) -> str:
    """Return the field that a string is in, or the macro that it is an argument of; empty for anything else."""
    above = node.parent
    while above is not None:
        if above.type == "keyword_argument":
            return field_name(above)
        if above.type == "call" and text_of(above.child_by_field_name("function")) in _CALLS:
            return text_of(above.child_by_field_name("function"))
        above = above.parent
    return ""


def _string(text: str, holder: str, build: BuildFile, renaming: Renaming, *, is_named: bool) -> Optional[str]:
    """Return what a string becomes."""
    if holder in _RELATIVE:
        return _relative(text, build.directory, renaming)
    if text in renaming.resolves:
        return renaming.resolves[text]
    text = _RESOLVE.sub(lambda found: renaming.resolves.get(found[0], found[0]), text)
    marks = _MARKS.match(text)
    path = text[marks.end() :] if marks is not None else text
    begin = text[: len(text) - len(path)]
    address = _address(path, holder, build, renaming, is_named=is_named)
    if address is not None:
        return begin + address
    names = renaming.requirement_targets
    found = re.match(rf"(?:{re.escape(REQUIREMENTS)})?:([\w-]+)", path)
    if found is not None and found[1] in names and below(REQUIREMENTS, path.partition(":")[0] or build.directory):
        return begin + path[: found.start(1)] + names[found[1]] + path[found.end(1) :]
    parts = re.match(r"[\w.]+", path)
    new = None if parts is None or "." not in parts[0] or "/" in path else renaming.renamed(parts[0].split("."))
    if new is not None and parts is not None:
        return begin + ".".join(new) + path[parts.end() :]
    return renaming.in_text(text)


def _address(path: str, holder: str, build: BuildFile, renaming: Renaming, *, is_named: bool) -> Optional[str]:
    """Return what an address, or a path from the root, becomes; None for anything else."""
    if path.startswith("./"):
        inside = joined(build.directory, path[2:])
        new = _path(inside, renaming, is_named=is_named)
        directory = renaming.moved(build.directory)
        return None if new is None or not below(directory, new) else f"./{relative(directory, new)}"
    if path.startswith(":"):
        own = build.directory == renaming.old and re.match(rf":{re.escape(renaming.old_name)}(?![\w.-])", path)
        return f":{renaming.new_name}{path[len(renaming.old_name) + 1 :]}" if own and not is_named else None
    if "/" in renaming.old or holder in _PATHS or holder in _CALLS or path.startswith((f"{renaming.old}/", "//")):
        return _path(path, renaming, is_named=is_named)
    return None


def _path(path: str, renaming: Renaming, *, is_named: bool) -> Optional[str]:
    if not re.match(rf"{re.escape(renaming.old)}(?![\w.-])", path):
        return None
    rest = path[len(renaming.old) :]
    own = re.match(rf":{re.escape(renaming.old_name)}(?![\w.-])", rest)
    if own is not None and not is_named and not renaming.is_file:
        rest = f":{renaming.new_name}{rest[own.end() :]}"
    return renaming.new + rest


def _relative(text: str, directory: str, renaming: Renaming) -> Optional[str]:
    mark, path = ("!", text[1:]) if text.startswith("!") else ("", text)
    if not below(directory, renaming.old) or directory == renaming.old:
        return None
    old = relative(directory, renaming.old)
    if not re.match(rf"{re.escape(old)}(?![\w.-])", path) or not below(directory, renaming.new):
        return None
    return mark + relative(directory, renaming.new) + path[len(old) :]
