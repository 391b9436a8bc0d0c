"""What a name of an import stands for, and what is reached from it by attributes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple, Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.model import ImportSite
from pantstack.boundaries.scanner.name_context import CONTEXT, sets_attribute, unchained
from pantstack.boundaries.scanner.scopes import Bound, Names, NameUse
from pantstack.boundaries.scanner.statements import Imported, TypeChecking
from pantstack.boundaries.scanner.tree_cursor import Scope
from pantstack.syntax.source import Source, text_of

_MONKEYPATCH = "monkeypatch"
# What pytest hands to tests under these names, whatever binds them.
FIXTURES = {
    "mocker": "mocker",
    "class_mocker": "mocker",
    "module_mocker": "mocker",
    "package_mocker": "mocker",
    "session_mocker": "mocker",
    "monkeypatch": _MONKEYPATCH,
}
# The class of it.
MONKEYPATCH = "pytest.MonkeyPatch"
# What makes another monkeypatch for a `with` block.
_CONTEXTS = frozenset({f"{_MONKEYPATCH}.{CONTEXT}", f"{MONKEYPATCH}.{CONTEXT}"})
BUILTIN_IMPORT = "__import__"
_PATTERNS = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern"})
_ASSIGNING = frozenset({"assignment", "augmented_assignment", "delete_statement", "for_statement"})
_DEEPEST = 40
# Of more things than this a name stands for the one that it was bound to last: generated files go from one to the next.
_MOST = 64
_NOTHING: frozenset[str] = frozenset()


class Target(NamedTuple):
    """What a name may stand for.

    Attributes:
        imported: what imports name of it, or more where only its beginning is bound; empty for what no import brings.
    """

    level: int
    dotted: str
    imported: frozenset[str]

    def reading(self, attributes: Iterable[str]) -> Target:
        """What attributes of it stand for."""
        return Target(self.level, ".".join((self.dotted, *attributes)), self.imported)


class Alternatives:
    """All that one name may stand for, by the places that bind it."""

    def __init__(self, found: Iterable[tuple[int, Target]]) -> None:
        listed = list(found)
        imported: dict[tuple[int, str], set[str]] = {}
        for _, target in listed:
            imported.setdefault((target.level, target.dotted), set()).update(target.imported)
        self._all = tuple(Target(*key, frozenset(names)) for key, names in imported.items())
        self._in_order = sorted(listed, key=lambda each: each[0]) if len(self._all) > _MOST else []
        self._offsets = [offset for offset, _ in self._in_order]

    def at(self, offset: int) -> tuple[Target, ...]:
        """Return what it may stand for where a byte reads it; of too many the last before that, and the very last."""
        if not self._in_order:
            return self._all
        before = self._in_order[max(bisect_left(self._offsets, offset) - 1, 0)]
        return tuple(dict.fromkeys((before[1], self._in_order[-1][1])))


class Targets:
    """What the names of a file stand for, where that can be proved."""

    def __init__(self, names: Names, star_imported: Mapping[str, str]) -> None:
        self._names = names
        self._star_imported = star_imported
        self._known: dict[tuple[str, Optional[Scope]], Optional[Alternatives]] = {}
        self._unknown: list[tuple[str, Optional[Scope]]] = []
        self._loaded: dict[tuple[int, int], Target] = {}

    def load(self, call: Node, target: Target) -> None:
        """Remember what a call returns."""
        self._loaded[call.start_byte, call.end_byte] = target
        # What names stand for that it is assigned to may be known now.
        for key in self._unknown:
            self._known.pop(key, None)
        self._unknown.clear()

    def of(self, name: str, scope: Scope, at: int, depth: int = 0) -> Optional[tuple[Target, ...]]:
        """What a name may stand for where a scope reads it, at a byte.

        Returns:
            All that imports bind it to; None where something else may bind it, or nothing does.
        """
        if name in FIXTURES:
            return (Target(0, FIXTURES[name], _NOTHING),)
        key = (name, self._names.home(name, scope))
        if key not in self._known:
            # A name that is bound to itself adds nothing.
            self._known[key] = Alternatives(())
            self._known[key] = found = self._joined(self._names.bound(name, scope), name, depth)
            self._unknown += [key] if found is None else []
        alternatives = self._known[key]
        return None if alternatives is None else alternatives.at(at)

    def _joined(self, bounds: Sequence[Bound], name: str, depth: int) -> Optional[Alternatives]:
        if not bounds:
            dotted = name if name == BUILTIN_IMPORT else self._star_imported.get(name)
            return None if dotted is None else Alternatives([(0, Target(0, dotted, _NOTHING))])
        found: list[tuple[int, Target]] = []
        for bound in bounds:
            targets = self._bound(bound, depth)
            if targets is None:
                return None
            found += [(bound.offset, target) for target in targets]
        return Alternatives(found)

    def _bound(self, bound: Bound, depth: int) -> Optional[tuple[Target, ...]]:
        if bound.imported is not None:
            return (imported_target(bound.imported),)
        if bound.context == "entered":
            return self._entered(bound, depth)
        if bound.context != "assigned" or bound.value is None:
            return () if bound.context == "deleted" else None
        start, attributes = unchained(bound.value)
        if (start.start_byte, start.end_byte) in self._loaded:
            targets: Optional[tuple[Target, ...]] = (self._loaded[start.start_byte, start.end_byte],)
        elif start.type == "identifier" and depth < _DEEPEST:
            targets = self.of(text_of(start), bound.scope, start.start_byte, depth + 1)
        else:
            targets = None
        if targets is None or not attributes:
            return targets
        # The chain that stands where the name is bound is a fact of its own, which the name builds on.
        longer = (target.reading(attributes) for target in targets)
        return tuple(each._replace(imported=each.imported and frozenset({each.dotted})) for each in longer)

    def _entered(self, bound: Bound, depth: int) -> Optional[tuple[Target, ...]]:
        """What `with` gives a name: another monkeypatch, where that is what it enters."""
        made = None if bound.value is None else unchained(bound.value)[0]
        function = None if made is None else made.child_by_field_name("function")
        start, attributes = unchained(function) if function is not None else (None, ())
        if start is None or start.type != "identifier" or depth >= _DEEPEST:
            return None
        makers = self.of(text_of(start), bound.scope, start.start_byte, depth + 1) or ()
        known = any(each.level == 0 and each.reading(attributes).dotted in _CONTEXTS for each in makers)
        return (Target(0, _MONKEYPATCH, _NOTHING),) if known else None


def imported_target(imported: Imported) -> Target:
    """What the name that an import binds stands for."""
    site, dotted = imported.site, imported.dotted
    bound = dotted.partition(".")[0] if site.name is None and not imported.aliased else dotted
    return Target(site.level, bound, frozenset({dotted}))


def attribute_sites(
    read: Iterable[tuple[NameUse, Iterable[Target]]],
    roots: Optional[frozenset[str]],
    source: Source,
    checking: TypeChecking,
) -> Iterator[ImportSite]:
    """All chains of attributes that lead further than the imports they start from.

    Args:
        roots: the first segments that matter; None for all.
    """
    for use, targets in read:
        if not use.chain.attributes:
            continue
        for level, dotted, base in reach((each.reading(use.chain.attributes) for each in targets), roots):
            yield ImportSite(
                source.start(use.node),
                dotted,
                level,
                kind="attribute",
                end=source.end(use.chain.whole),
                base=base,
                type_checking=checking.covers(use.guard),
                assigned=(use.chain.call is None or sets_attribute(use.chain.whole)) and is_assigned(use.chain.whole),
            )


def is_assigned(node: Node) -> bool:
    """Return whether something is assigned to a chain as it is, or it is deleted."""
    if sets_attribute(node):
        return True
    above = node.parent
    while above is not None and above.type in _PATTERNS:
        node, above = above, above.parent
    if above is None or above.type not in _ASSIGNING:
        return above is not None and above.type == "as_pattern_target"
    return above.type == "delete_statement" or above.child_by_field_name("left") == node


def reach(targets: Iterable[Target], roots: Optional[frozenset[str]]) -> list[tuple[int, str, str]]:
    """What lies beyond the imports: level, dotted name, and the part of it that an import names best.

    That part ends with a dot where the import goes on in another way.
    """
    best: dict[tuple[int, str], tuple[bool, int]] = {}
    for target in targets:
        if target.imported and concerns(target.level, target.dotted, roots):
            key = (target.level, target.dotted)
            rank = _common(target.dotted, target.imported)
            best[key] = max(best.get(key, rank), rank)
    return [
        (level, dotted, ".".join(dotted.split(".")[:common]) + ("" if whole else "."))
        for (level, dotted), (whole, common) in best.items()
        if common <= dotted.count(".")
    ]


def _common(dotted: str, imported: frozenset[str]) -> tuple[bool, int]:
    """Whether an import names the beginning of a dotted name, and how many of its segments one names best."""
    beginnings = list(accumulate(dotted.split("."), "{}.{}".format))
    for length in range(len(beginnings), 0, -1):
        if beginnings[length - 1] in imported:
            return True, length
    longest = _beginnings(imported)
    return False, next((length for length in range(len(beginnings), 0, -1) if beginnings[length - 1] in longest), 0)


@lru_cache(maxsize=64)
def _beginnings(names: frozenset[str]) -> frozenset[str]:
    return frozenset(beginning for name in names for beginning in accumulate(name.split("."), "{}.{}".format))


def concerns(level: int, dotted: str, roots: Optional[frozenset[str]]) -> bool:
    """Return whether a dotted name may lie in a declared module."""
    return level > 0 or roots is None or dotted.partition(".")[0] in roots
