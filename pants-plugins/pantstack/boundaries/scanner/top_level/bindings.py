"""The names that a file binds at its top level."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Optional

from tree_sitter import Node

from pantstack.base.locations import Position
from pantstack.boundaries.scanner.model import Binding, BindingKind, BindingTime
from pantstack.boundaries.scanner.statements import Imported
from pantstack.boundaries.scanner.top_level.assigned_values import Loaded, assigned, bound_to, names_of
from pantstack.boundaries.scanner.top_level.rebindings import bound_as_items, bound_by_functions
from pantstack.boundaries.scanner.tree_cursor import TreeCursor
from pantstack.syntax.source import Source, text_of

_COMPOUND = frozenset(
    {
        "if_statement",
        "elif_clause",
        "else_clause",
        "try_statement",
        "except_clause",
        "except_group_clause",
        "finally_clause",
        "with_statement",
        "for_statement",
        "while_statement",
        "match_statement",
        "case_clause",
        "block",
        "ERROR",
    }
)
_DEFINITIONS: dict[str, BindingKind] = {"class_definition": "class", "function_definition": "function"}
# Decorators that return what they are given, changed in place.
_TRANSPARENT = frozenset({"dataclass", "dataclass_transform", "final", "runtime_checkable", "total_ordering", "unique"})
_ENUMERATIONS = frozenset(
    {"Enum", "Flag", "IntEnum", "IntFlag", "IntegerChoices", "ReprEnum", "StrEnum", "TextChoices"}
)
_WALRUS = re.compile(rb":=")
_CAPTURING = frozenset({"case_pattern", "keyword_pattern"})
_AFTERWARDS = frozenset({"later", "lazily"})
_NAMING = frozenset({"as_pattern", "splat_pattern"})
_FUTURE = "__future__"
_NAME = "identifier"


class _Bound(NamedTuple):
    """A name that a statement binds, and what to, where that is written."""

    kind: BindingKind
    name: Node
    value: Optional[Node] = None

    def bindings(self, source: Source, when: BindingTime, loaded: Loaded) -> Iterator[Binding]:
        """What it is in the model: one for each value that the name may have."""
        place, decorated = source.start(self.name), _is_replaced(self.name.parent)
        return bound_to(
            Binding(
                text_of(self.name), place, self.kind, when=when, decorated=decorated, members=_members(self.name.parent)
            ),
            self.value,
            loaded,
        )


def top_level(root: Node) -> Iterator[Node]:
    """The statements that run on import, those in blocks of others included, in no order; blocks come, too."""
    waiting = [root]
    while waiting:
        for child in waiting.pop().named_children:
            kind = child.type
            if kind == "expression_statement":
                yield from child.named_children
            elif kind == "decorated_definition":
                yield child.child_by_field_name("definition") or child
            else:
                yield child
                if kind in _COMPOUND:
                    waiting.append(child)


def bindings(
    cursor: TreeCursor, imported: Sequence[Imported], statements: Iterable[Node], loaded: Loaded
) -> tuple[Binding, ...]:
    """The bindings of a file's top level, in order.

    Args:
        loaded: what calls return that import by name.
    """
    source, times = cursor.source, _Times(cursor.source.root)
    found = [
        import_binding(each, times.at(each.offset))
        for each in imported
        if each.scope is cursor.module and each.site.bound and not (each.site.name and each.site.module == _FUTURE)
    ]
    bound = [each for statement in statements for each in _bound(statement)]
    if b":=" in source.data:
        bound += _walruses(cursor)
    for each in bound:
        found += each.bindings(source, times.at(each.name.start_byte), loaded) if text_of(each.name) else ()
    if b"global" in source.data:
        found += bound_by_functions(cursor, imported, loaded)
    found += bound_as_items(cursor, loaded)
    return tuple(sorted(found, key=_order))


def with_lazy_names(bound: tuple[Binding, ...], lazy: Iterable[Binding]) -> tuple[Binding, ...]:
    """Add what `__getattr__` gives: Python asks it for names that are not bound."""
    always = {each.name for each in bound if each.when == "always" and each.kind != "deleted"}
    added = [each for each in lazy if each.name not in always]
    return tuple(sorted((*bound, *added), key=_order)) if added else bound


def lasting(places: Sequence[Binding]) -> tuple[Binding, ...]:
    """The bindings of one name, in order, that may decide what it is once the file has run."""
    last = max((n for n, each in enumerate(places) if each.when == "always" and each.kind != "declared"), default=0)
    ended = places[last].position if places else None
    kept = [each for n, each in enumerate(places) if n >= last or each.position == ended or each.when in _AFTERWARDS]
    return tuple(each for each in kept if each.kind != "deleted")


def _order(each: Binding) -> Position:
    return each.position


def by_name(bound: Iterable[Binding]) -> Mapping[str, Sequence[Binding]]:
    """The bindings of each name, in order."""
    places: dict[str, list[Binding]] = {}
    for each in bound:
        places.setdefault(each.name, []).append(each)
    return places


def offered(bound: Iterable[Binding]) -> Iterator[str]:
    """The names without an underscore that a file has once it has run."""
    return (name for name, of_name in by_name(bound).items() if name[:1] not in ("_", "*") and lasting(of_name))


class _Times:
    """When the statements of a file run."""

    def __init__(self, root: Node) -> None:
        self._statements = root.named_children
        self._starts = [statement.start_byte for statement in self._statements]

    def at(self, offset: int) -> BindingTime:
        """Return whether what stands at a byte runs always."""
        index = bisect_right(self._starts, offset) - 1
        return "perhaps" if index >= 0 and self._statements[index].type in _COMPOUND else "always"


def import_binding(each: Imported, when: BindingTime) -> Binding:
    """Return what an import binds its name to."""
    site = each.site
    # `import a.b as a` binds another thing than `import a.b`.
    whole = each.aliased and site.name is None and site.module.startswith(f"{site.bound}.")
    return Binding(
        site.bound or "", each.place, "loaded" if whole else "import", site.module, site.level, site.name, when
    )


def _bound(statement: Node) -> Iterator[_Bound]:
    """What a statement binds, without what is in its blocks."""
    kind = statement.type
    if kind in _DEFINITIONS:
        yield from (_Bound(_DEFINITIONS[kind], name) for name in statement.children_by_field_name("name"))
    elif kind == "delete_statement":
        yield from (_Bound("deleted", name) for child in statement.named_children for name in names_of(child))
    elif kind in ("except_clause", "except_group_clause"):
        # The name is gone after the clause.
        caught = [alias for child in statement.named_children for alias in child.children_by_field_name("alias")]
        yield from (_Bound("deleted", name) for alias in caught for name in names_of(alias))
    elif kind == "case_clause":
        yield from (_Bound("value", name) for name in _captured(statement))
    elif kind == "type_alias_statement":
        waiting = statement.children_by_field_name("left")
        while waiting:
            node = waiting.pop()
            if node.type == "identifier":
                yield _Bound("value", node)
            elif node.type in ("type", "generic_type"):
                waiting += node.named_children[:1]
    elif kind == "augmented_assignment":
        yield from (_Bound("value", left) for left in statement.children_by_field_name("left") if left.type == _NAME)
    else:
        declared = kind == "assignment" and statement.child_by_field_name("right") is None
        yield from (_Bound("declared" if declared else "value", *each) for each in assigned(statement))


def _is_replaced(definition: Optional[Node]) -> bool:
    """Return whether a definition has a decorator that may return something else than it is given."""
    above = None if definition is None or definition.type not in _DEFINITIONS else definition.parent
    if above is None or above.type != "decorated_definition":
        return False
    decorators = (child.named_children[0] for child in above.named_children if child.type == "decorator")
    called = (each.child_by_field_name("function") or each for each in decorators)
    return any(text_of(each).rpartition(".")[2] not in _TRANSPARENT for each in called)


def _members(definition: Optional[Node]) -> tuple[str, ...]:
    """The names that the body of an enumeration assigns."""
    bases = None if definition is None else definition.child_by_field_name("superclasses")
    body = None if definition is None else definition.child_by_field_name("body")
    names = () if bases is None else (text_of(each).rpartition(".")[2] for each in bases.named_children)
    if body is None or _ENUMERATIONS.isdisjoint(names):
        return ()
    found = (text_of(name) for each in top_level(body) if each.type == "assignment" for name, _ in assigned(each))
    return tuple(name for name in found if name[:1] != "_")


def _captured(clause: Node) -> Iterator[Node]:
    """The names that a pattern of `match` captures."""
    waiting = [child for child in clause.named_children if child.type not in ("block", "if_clause")]
    while waiting:
        node = waiting.pop()
        waiting += node.named_children
        if node.type != _NAME or node.parent is None:
            continue
        above, outer = node.parent, node.parent.parent
        alone = above.type == "dotted_name" and above.named_child_count == 1
        if above.type in _NAMING or (alone and outer is not None and outer.type in _CAPTURING):
            yield node


def _walruses(cursor: TreeCursor) -> Iterator[_Bound]:
    """The names that `:=` binds at the top level; those in a comprehension are the scope's around it."""
    for _, stack in cursor.visit(found.start() for found in _WALRUS.finditer(cursor.source.data)):
        holder, scope = stack[-2:][0].node, stack[-1].scope
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        name = holder.child_by_field_name("name") if holder.type == "named_expression" else None
        if name is not None and scope is cursor.module:
            yield _Bound("value", name, holder.child_by_field_name("value"))
