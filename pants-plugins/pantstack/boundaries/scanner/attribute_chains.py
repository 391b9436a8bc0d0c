"""What a name of an import stands for, and what is reached from it by attributes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.model import ImportSite
from pantstack.boundaries.scanner.name_context import CONTEXT, unchained
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
# What makes another monkeypatch for a `with` block.
_CONTEXTS = frozenset({f"{_MONKEYPATCH}.{CONTEXT}", f"pytest.MonkeyPatch.{CONTEXT}"})
BUILTIN_IMPORT = "__import__"
_DEEPEST = 40


class Target(NamedTuple):
    """What a name may stand for.

    Attributes:
        imported: the part of it that an import names, or more where only its beginning is bound; empty for what no
            import brings.
    """

    level: int
    dotted: str
    imported: str

    def reading(self, attributes: Iterable[str]) -> Target:
        """What attributes of it stand for."""
        return self._replace(dotted=".".join((self.dotted, *attributes)))


class Targets:
    """What the names of a file stand for, where that can be proved."""

    def __init__(self, names: Names, star_imported: Mapping[str, str]) -> None:
        self._names = names
        self._star_imported = star_imported
        self._known: dict[tuple[str, Scope], Optional[tuple[Target, ...]]] = {}
        self._loaded: dict[tuple[int, int], Target] = {}

    def load(self, call: Node, target: Target) -> None:
        """Remember what a call returns."""
        self._loaded[call.start_byte, call.end_byte] = target
        # What names stand for that it is assigned to may have changed.
        self._known.clear()

    def of(self, name: str, scope: Scope, depth: int = 0) -> Optional[tuple[Target, ...]]:
        """What a name may stand for where a scope reads it.

        Returns:
            All that imports bind it to; None where something else may bind it, or nothing does.
        """
        if name in FIXTURES:
            return (Target(0, FIXTURES[name], ""),)
        key = (name, scope)
        if key not in self._known:
            # A name that is bound to itself adds nothing.
            self._known[key] = ()
            self._known[key] = self._joined(self._names.bound(name, scope), name, depth)
        return self._known[key]

    def _joined(self, bounds: tuple[Bound, ...], name: str, depth: int) -> Optional[tuple[Target, ...]]:
        if not bounds:
            dotted = name if name == BUILTIN_IMPORT else self._star_imported.get(name)
            return None if dotted is None else (Target(0, dotted, ""),)
        found: dict[Target, None] = {}
        for bound in bounds:
            targets = self._bound(bound, depth)
            if targets is None:
                return None
            found.update(dict.fromkeys(targets))
        return tuple(found)

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
            targets = self.of(text_of(start), bound.scope, depth + 1)
        else:
            targets = None
        if targets is None or not attributes:
            return targets
        # The chain that stands where the name is bound is a fact of its own, which the name builds on.
        longer = (target.reading(attributes) for target in targets)
        return tuple(target._replace(imported=target.imported and target.dotted) for target in longer)

    def _entered(self, bound: Bound, depth: int) -> Optional[tuple[Target, ...]]:
        """What `with` gives a name: another monkeypatch, where that is what it enters."""
        made = None if bound.value is None else unchained(bound.value)[0]
        function = None if made is None else made.child_by_field_name("function")
        start, attributes = unchained(function) if function is not None else (None, ())
        if start is None or start.type != "identifier" or depth >= _DEEPEST:
            return None
        makers = self.of(text_of(start), bound.scope, depth + 1) or ()
        known = any(each.level == 0 and each.reading(attributes).dotted in _CONTEXTS for each in makers)
        return (Target(0, _MONKEYPATCH, ""),) if known else None


def imported_target(imported: Imported) -> Target:
    """What the name that an import binds stands for."""
    site, dotted = imported.site, imported.dotted
    bound = dotted.partition(".")[0] if site.name is None and not imported.aliased else dotted
    return Target(site.level, bound, dotted)


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
            )


def reach(targets: Iterable[Target], roots: Optional[frozenset[str]]) -> list[tuple[int, str, str]]:
    """What lies beyond the imports: level, dotted name, and the part of it that an import names best.

    That part ends with a dot where the import goes on in another way.
    """
    best: dict[tuple[int, str], tuple[bool, int]] = {}
    for target in targets:
        if target.imported and concerns(target.level, target.dotted, roots):
            parts, named = target.dotted.split("."), target.imported.split(".")
            common = next(
                (i for i, pair in enumerate(zip(parts, named)) if pair[0] != pair[1]), min(len(parts), len(named))
            )
            rank = (common == len(named), common)
            key = (target.level, target.dotted)
            best[key] = max(best.get(key, rank), rank)
    return [
        (level, dotted, ".".join(dotted.split(".")[:common]) + ("" if whole else "."))
        for (level, dotted), (whole, common) in best.items()
        if common <= dotted.count(".")
    ]


def concerns(level: int, dotted: str, roots: Optional[frozenset[str]]) -> bool:
    """Return whether a dotted name may lie in a declared module."""
    return level > 0 or roots is None or dotted.partition(".")[0] in roots
