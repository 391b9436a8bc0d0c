"""What a file reaches without an import statement of its own: by attributes, by strings and by stack references."""

from __future__ import annotations

from typing import Optional, Union

from pantstack.boundaries.scanner.attribute_chains import (
    BUILTIN_IMPORT,
    FIXTURES,
    Targets,
    attribute_sites,
    concerns,
    imported_target,
)
from pantstack.boundaries.scanner.class_imports import class_chains
from pantstack.boundaries.scanner.further_uses import FurtherUses
from pantstack.boundaries.scanner.model import ImportSite, StackReference
from pantstack.boundaries.scanner.patched_objects import patched_names
from pantstack.boundaries.scanner.scopes import Names
from pantstack.boundaries.scanner.statements import Imported, TypeChecking
from pantstack.boundaries.scanner.strings import stack_references
from pantstack.boundaries.scanner.strings.dynamic_imports import PLUGINS, DynamicImports, Fact
from pantstack.boundaries.scanner.strings.quoted_types import quoted_chains
from pantstack.boundaries.scanner.strings.readers import FileReaders
from pantstack.boundaries.scanner.strings.string_evaluation import StringEvaluator
from pantstack.boundaries.scanner.top_level.assigned_values import Loaded
from pantstack.boundaries.scanner.tree_cursor import TreeCursor

# Names that need no import.
_UNBOUND = {name.encode(): name for name in (BUILTIN_IMPORT, *FIXTURES)}
_PLUGINS = PLUGINS.encode()


def indirect_imports(
    known: FileReaders,
    cursor: TreeCursor,
    imported: tuple[Imported, ...],
    checking: TypeChecking,
    roots: Optional[frozenset[str]],
) -> tuple[list[Union[Fact, StackReference]], Loaded, tuple[ImportSite, ...]]:
    """Find what is imported so.

    Returns:
        It, what calls return that import by name, and the names that are patched in modules.
    """
    data, words, source = cursor.source.data, cursor.all_words, cursor.source
    bound = [each for each in imported if each.offset >= 0]
    words.notice([*known.table.words, *_UNBOUND, *((each.site.bound or "").encode() for each in bound)])
    starred, further = _starred(imported, known), FurtherUses(data, words)
    leading = _leading(bound, starred, known, cursor)
    wanted = leading | _going_on(bound, further, cursor, roots)
    settings = [name for word, name in known.table.words.items() if words.has(word)]
    class_names = stack_references.find_class_names(imported, data)
    in_classes = any(each.scope.kind == "class" for each in bound)
    if not wanted and not class_names and not settings and not in_classes and _PLUGINS not in data:
        return [], {}, ()
    names = Names(cursor, imported)
    targets, strings = Targets(names, starred), StringEvaluator(names)
    facts: list[Union[Fact, StackReference]] = [*stack_references.references(class_names, names, targets, strings)]
    dynamic_imports = DynamicImports(known, names, targets, checking, strings)
    facts += dynamic_imports.by_calls(names.uses(leading))
    facts += dynamic_imports.by_plugins() if _PLUGINS in data else ()
    facts += dynamic_imports.by_names(settings) if settings else ()
    loaded = dynamic_imports.loaded
    wanted.update(alias for use, _ in loaded for alias in use.chain.aliases)
    uses = (*names.further_uses(wanted, further), *quoted_chains(wanted, cursor, further))
    read_from = [(use, targets.of(use.name, use.scope, use.node.start_byte) or ()) for use in uses]
    read_from = [*read_from, *class_chains(names, bound), *loaded]
    facts += attribute_sites(read_from, roots, source, checking)
    modules = {(use.node.start_byte, use.node.end_byte): target for use, (target,) in loaded if target.imported}
    return facts, modules, tuple(patched_names(read_from, roots, source))


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
    return found | {name for word, name in _UNBOUND.items() if cursor.all_words.has(word)}


def _going_on(
    bound: list[Imported], further: FurtherUses, cursor: TreeCursor, roots: Optional[frozenset[str]]
) -> set[str]:
    """The names of a file that lead to modules, and perhaps further than their imports do."""
    names = {each.site.bound or "" for each in bound if concerns(each.site.level, each.site.module, roots)}
    # In a broken file something may be missing that the text would show.
    return names if cursor.is_broken else further.among(names)
