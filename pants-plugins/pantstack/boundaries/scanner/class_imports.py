"""Chains that go through what the body of a class imports: `Api.service.run`, and `self.service.run` in its methods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Optional

from pantstack.boundaries.scanner.attribute_chains import Target, imported_target, is_assigned
from pantstack.boundaries.scanner.scopes import Names, NameUse
from pantstack.boundaries.scanner.statements import Imported
from pantstack.boundaries.scanner.tree_cursor import Scope
from pantstack.syntax.source import text_of

_INSTANCES = frozenset({"cls", "self"})
_ClassNames = dict[Scope, dict[str, tuple[Target, ...]]]


def class_chains(names: Names, imported: Iterable[Imported]) -> Iterator[tuple[NameUse, tuple[Target, ...]]]:
    """Yield the uses of what classes import, each without the class, and what is imported there."""
    bodies: _ClassNames = {}
    classes: dict[str, Scope] = {}
    for each in imported:
        if each.scope.kind == "class" and each.site.bound:
            of_class = bodies.setdefault(each.scope, {})
            of_class[each.site.bound] = (*of_class.get(each.site.bound, ()), imported_target(each))
            frames = [frame for frame in names.cursor.seek(each.offset) if frame.node.type == "class_definition"]
            if len(frames) == 1 and frames[0].scope is names.cursor.module:
                classes[text_of(frames[0].node.child_by_field_name("name"))] = each.scope
    uses = [use for use in names.uses({*classes, *_INSTANCES}) if use.chain.attributes] if bodies else []
    whole = [use.chain for use in uses if len(use.chain.attributes) == 1]
    replaced = {chain.attributes[0] for chain in whole if is_assigned(chain.whole)}
    for use in uses:
        first, *rest = use.chain.attributes
        scope = _class_around(use.scope) if use.name in _INSTANCES else _class_named(names, classes, use)
        targets = None if scope is None else bodies.get(scope, {}).get(first)
        if targets and first not in replaced:
            yield use._replace(chain=use.chain._replace(attributes=tuple(rest))), targets


def _class_around(scope: Scope) -> Optional[Scope]:
    """The class that a method is in."""
    current: Optional[Scope] = scope
    while current is not None and current.kind != "class":
        current = current.parent
    return current


def _class_named(names: Names, classes: dict[str, Scope], use: NameUse) -> Optional[Scope]:
    """The class of the top level that a name stands for, if nothing else binds it."""
    alone = len(names.bound(use.name, use.scope)) == 1
    return classes.get(use.name) if alone and names.home(use.name, use.scope) is names.cursor.module else None
