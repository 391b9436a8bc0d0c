"""Reads what one Python file imports, binds, exports and suppresses; nothing is run."""

from __future__ import annotations

from typing import Optional, Union

from pantstack.boundaries.scanner import suppression_comments
from pantstack.boundaries.scanner.attribute_chains import (
    BUILTIN_IMPORT,
    FIXTURES,
    Targets,
    attribute_sites,
    concerns,
    imported_target,
)
from pantstack.boundaries.scanner.class_imports import class_chains
from pantstack.boundaries.scanner.function_bodies import without_bodies
from pantstack.boundaries.scanner.further_uses import FurtherUses
from pantstack.boundaries.scanner.model import FileScan, ImportSite, StackReference, UnprovableImport
from pantstack.boundaries.scanner.package_files import package_traits
from pantstack.boundaries.scanner.patched_objects import patched_names
from pantstack.boundaries.scanner.scopes import Names
from pantstack.boundaries.scanner.statements import Imported, TypeChecking, statements
from pantstack.boundaries.scanner.strings import stack_references
from pantstack.boundaries.scanner.strings.dynamic_imports import PLUGINS, DynamicImports, Fact
from pantstack.boundaries.scanner.strings.quoted_types import quoted_chains
from pantstack.boundaries.scanner.strings.readers import FileReaders, readers
from pantstack.boundaries.scanner.strings.string_evaluation import StringEvaluator
from pantstack.boundaries.scanner.suppression_comments import suppressions
from pantstack.boundaries.scanner.top_level.assigned_values import Loaded
from pantstack.boundaries.scanner.top_level.bindings import bindings, offered, top_level, with_lazy_names
from pantstack.boundaries.scanner.top_level.deprecations import WORD, deprecations
from pantstack.boundaries.scanner.top_level.dunder_all import dunder_all
from pantstack.boundaries.scanner.top_level.ingredients import ingredients
from pantstack.boundaries.scanner.top_level.lazy_names import lazy_bindings
from pantstack.boundaries.scanner.top_level.signatures import signature_references
from pantstack.boundaries.scanner.tree_cursor import TreeCursor
from pantstack.syntax.source import Source, UnreadableError, first_error, read

__all__ = ["scan", "suppressions"]

# Names that need no import.
_UNBOUND = (BUILTIN_IMPORT, *FIXTURES)


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
    found = None if known is None else _indirect_imports(known, cursor, imported, checking, roots)
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


def _indirect_imports(
    known: FileReaders,
    cursor: TreeCursor,
    imported: tuple[Imported, ...],
    checking: TypeChecking,
    roots: Optional[frozenset[str]],
) -> tuple[list[Union[Fact, StackReference]], Loaded, tuple[ImportSite, ...]]:
    """What is reached without an import statement of its own: by attributes, by strings and by stack references.

    Returns:
        It, what calls return that import by name, and the names that are patched in modules.
    """
    data, words = cursor.source.data, cursor.all_words
    bound = [each for each in imported if each.offset >= 0]
    starred, further = _starred(imported, known), FurtherUses(data, words)
    leading = _leading(bound, starred, known, cursor)
    wanted = leading | _going_on(bound, further, cursor, roots)
    plugins = PLUGINS.encode() in data
    settings = [name for name in known.table.names if words.has(name.encode())]
    class_names = stack_references.find_class_names(imported, data)
    in_classes = any(each.scope.kind == "class" for each in bound)
    if not wanted and not plugins and not class_names and not settings and not in_classes:
        return [], {}, ()
    names = Names(cursor, imported)
    targets, strings = Targets(names, starred), StringEvaluator(names)
    facts: list[Union[Fact, StackReference]] = [*stack_references.references(class_names, names, targets, strings)]
    dynamic_imports = DynamicImports(known, names, targets, checking, strings)
    facts += dynamic_imports.by_calls(names.uses(leading))
    wanted.update(alias for use, _ in dynamic_imports.loaded for alias in use.chain.aliases)
    if plugins:
        facts += dynamic_imports.by_plugins()
    if settings:
        facts += dynamic_imports.by_names(settings)
    uses = (*names.further_uses(wanted, further), *quoted_chains(wanted, cursor, further))
    read_from = [(use, targets.of(use.name, use.scope, use.node.start_byte) or ()) for use in uses]
    read_from += class_chains(names, bound)
    facts += attribute_sites([*read_from, *dynamic_imports.loaded], roots, cursor.source, checking)
    modules = [(use.node, target) for use, (target,) in dynamic_imports.loaded if target.imported]
    patched = patched_names([*read_from, *dynamic_imports.loaded], roots, cursor.source, words)
    return facts, {(node.start_byte, node.end_byte): target for node, target in modules}, tuple(patched)


def _starred(imported: tuple[Imported, ...], known: FileReaders) -> dict[str, str]:
    """The functions that import by name and that a star brings, with their dotted names."""
    stars = [each.site.module for each in imported if each.site.name == "*" and not each.site.level]
    return {name: f"{module}.{name}" for module in stars for name in known.table.star_imported(module)}


def _leading(bound: list[Imported], starred: dict[str, str], known: FileReaders, cursor: TreeCursor) -> set[str]:
    """The names of a file that lead to functions that import by name."""
    data = cursor.source.data
    brought = [(each.site.bound or "", imported_target(each)) for each in bound]
    names = [(name, known.canonical(target.level, target.dotted)) for name, target in brought]
    # A generated file may import the same many times.
    leading = {dotted for dotted in {dotted for _, dotted in names} if known.table.may_lead(dotted, data)}
    found = {name for name, dotted in names if dotted in leading}
    found |= {name for name, dotted in starred.items() if known.table.may_lead(dotted, data)}
    return found | {name for name in _UNBOUND if cursor.all_words.has(name.encode())}


def _going_on(
    bound: list[Imported], further: FurtherUses, cursor: TreeCursor, roots: Optional[frozenset[str]]
) -> set[str]:
    """The names of a file that lead to modules, and perhaps further than their imports do."""
    names = {each.site.bound or "" for each in bound if concerns(each.site.level, each.site.module, roots)}
    # In a broken file something may be missing that the text would show.
    return names if cursor.is_broken else further.among(names)
