"""Reads what one Python file imports, binds, exports and suppresses; nothing is run."""

from __future__ import annotations

from typing import Optional

from pantstack.boundaries.scanner import suppression_comments
from pantstack.boundaries.scanner.attribute_chains import (
    concerns,
)
from pantstack.boundaries.scanner.indirect_imports import indirect_imports
from pantstack.boundaries.scanner.model import FileScan, ImportSite, StackReference, UnprovableImport
from pantstack.boundaries.scanner.outline.function_bodies import without_bodies
from pantstack.boundaries.scanner.package_files import package_traits
from pantstack.boundaries.scanner.statements import Imported, TypeChecking, statements
from pantstack.boundaries.scanner.strings.readers import FileReaders, readers
from pantstack.boundaries.scanner.suppression_comments import suppressions
from pantstack.boundaries.scanner.top_level.bindings import bindings, offered, top_level, with_lazy_names
from pantstack.boundaries.scanner.top_level.deprecations import WORD, deprecations
from pantstack.boundaries.scanner.top_level.dunder_all import dunder_all
from pantstack.boundaries.scanner.top_level.ingredients import ingredients
from pantstack.boundaries.scanner.top_level.lazy_names import lazy_bindings
from pantstack.boundaries.scanner.top_level.signatures import signature_references
from pantstack.boundaries.scanner.tree_cursor import TreeCursor
from pantstack.syntax.source import Source, UnreadableError, first_error, read

__all__ = ["scan", "suppressions"]


def scan(
    path: str, content: bytes, roots: Optional[frozenset[str]] = None, own: tuple[str, ...] = (), *, whole: bool = True
) -> FileScan:
    """Read one file, given its bytes.

    Args:
        roots: the first segments of the names of modules: attributes are looked for below them only; None for all.
        own: what a repository adds to the functions and names that read a string as an import.
        whole: whether to find what is reached without an import statement; a file with an outline loads nothing so.

    Returns:
        All that it imports, binds and exports; with an error, whatever could still be read.
    """
    try:
        source = read(content, None if whole else without_bodies)
    except UnreadableError as error:
        return FileScan(path, error=(error.position, error.problem))
    return _scan(path, source, roots, FileReaders(path, readers(own)) if whole else None)


def _scan(path: str, source: Source, roots: Optional[frozenset[str]], known: Optional[FileReaders]) -> FileScan:
    cursor = TreeCursor(source)
    imported, unread = statements(cursor)
    problem = first_error(source) or (None if unread is None else (unread, "this import cannot be read"))
    checking = TypeChecking(source.data, imported)
    found = None if known is None else indirect_imports(known, cursor, imported, checking, roots)
    indirect, loaded, patched = found or ([], {}, ())
    facts = sorted((*map(checking.marked, imported), *indirect), key=lambda fact: fact.position)
    blocks = tuple(top_level(source.root))
    complete, listed = dunder_all(cursor) if b"__all__" in source.data else (None, ())
    lazy = lazy_bindings(path, cursor, imported, blocks, listed)
    bound = with_lazy_names(bindings(cursor, imported, blocks, loaded), lazy)
    return FileScan(
        path,
        tuple(fact for fact in facts if isinstance(fact, ImportSite)),
        tuple(sorted({*complete} if complete is not None else {*listed, *offered(bound)})),
        problem,
        bound,
        complete,
        signature_references(cursor, imported, blocks),
        tuple(fact for fact in facts if isinstance(fact, UnprovableImport)),
        suppression_comments.of_source(cursor) if b"pantstack:" in source.data else (),
        tuple(fact for fact in facts if isinstance(fact, StackReference)),
        *package_traits(path, blocks),
        patched,
        ingredients(cursor, blocks, _module_names(imported, cursor, roots), loaded),
        deprecations(source, blocks) if WORD.encode() in source.data else (),
    )


def _module_names(imported: tuple[Imported, ...], cursor: TreeCursor, roots: Optional[frozenset[str]]) -> set[str]:
    """The names of the top level that imports bind to what may be a module's."""
    return {
        each.site.bound
        for each in imported
        if each.site.bound and each.scope is cursor.module and concerns(each.site.level, each.site.module, roots)
    }
