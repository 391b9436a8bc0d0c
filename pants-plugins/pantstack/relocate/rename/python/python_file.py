"""Renames a module in one Python file."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

from pantstack.boundaries.fixing.rewrite_imports import decoded, rewrite
from pantstack.boundaries.scanner.model import FileScan, StackReference
from pantstack.relocate.rename.python import import_edits, import_order, reached_edits
from pantstack.relocate.rename.python.source_file import SourceFile
from pantstack.relocate.rename.renaming import Renaming
from pantstack.syntax import source_edits
from pantstack.syntax.source_edits import Edit


def rewrite_file(
    path: str, content: bytes, scan: FileScan, renaming: Renaming, stacks: Iterable[StackReference] = ()
) -> bytes:
    """Rename a module in a file, which may be one of its own.

    Args:
        path: that the file had.
        scan: what it says now.
        stacks: where it reads the module's stack.

    Raises:
        ValueError: if its bytes cannot be decoded, or the new name cannot be encoded.
    """
    data, encoding = decoded(content)
    file = SourceFile(path, data, scan, renaming)
    edits: dict[int, Edit] = {}
    for edit in (
        *import_edits.statements(file),
        *reached_edits.chains(file),
        *reached_edits.strings(file),
        *reached_edits.stack_names(file, stacks),
        *reached_edits.own_texts(file),
    ):
        edits.setdefault(edit.start, edit)
    after = source_edits.apply(data, _apart(edits.values()))
    after = import_order.keep_sorted(data, after) if renaming.sorts_imports else after
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    result = mark + after.decode("utf-8").encode(encoding)
    split = tuple(import_edits.split(file))
    return rewrite(result, split).content if split else result


def _apart(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Yield edits, without those that lie in others."""
    end = -1
    for edit in sorted(edits):
        if edit.start >= end:
            yield edit
            end = edit.end
