"""Which names are bound where, and where they are used.

Only the requested names are looked at, so a file that uses nothing of interest costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.further_uses import FurtherUses, may_bind
from pantstack.boundaries.scanner.name_context import READING, Chain, NameContext, chain, name_context
from pantstack.boundaries.scanner.statements import Imported
from pantstack.boundaries.scanner.tree_cursor import DEFINITIONS, Frame, Guard, Scope, TreeCursor
from pantstack.syntax.source import text_of

_IMPORTING = frozenset({"aliased_import", "dotted_name"})
_CALLABLE = frozenset({"function_definition", "lambda"})


class Bound(NamedTuple):
    """One place that binds a name.

    Attributes:
        scope: where what it is bound to is evaluated.
        value: for an assignment the right side, also of one that adds to what is there, which is `BOUND`; for `with`
            what it enters.
    """

    context: NameContext
    scope: Scope
    imported: Optional[Imported] = None
    value: Optional[Node] = None

    @property
    def offset(self) -> int:
        """The byte where the name stands in an import, or what it is bound to begins."""
        known = self.imported.offset if self.imported is not None else -1
        return self.value.start_byte if self.value is not None else known


class NameUse(NamedTuple):
    """A place that reads a name."""

    name: str
    node: Node
    scope: Scope
    guard: Optional[Guard]
    chain: Chain


class _Place(NamedTuple):
    """A place of a variable."""

    name: str
    offset: int
    context: NameContext
    stack: list[Frame]


class _Binding(NamedTuple):
    """What a place binds its name to, and the scope that it does that in."""

    name: str
    scope: Scope
    bound: Bound


class Names:
    """The bindings and uses of the requested names of a file."""

    def __init__(self, cursor: TreeCursor, imported: Iterable[Imported]) -> None:
        self.cursor = cursor
        self._imported = {name.offset: name for name in imported}
        self._uses: dict[str, list[NameUse]] = {}
        self._bound: dict[tuple[Scope, str], list[Bound]] = {}
        self._are_bound: set[str] = set()

    def uses(self, names: Iterable[str]) -> Iterator[NameUse]:
        """Yield all places that read one of the names, or a name that one of them is given to as it is."""
        pending, visited = set(names), set(names)
        while pending:
            self._look_at(pending)
            uses = [use for name in sorted(pending) for use in self._uses[name]]
            yield from uses
            pending = {alias for use in uses for alias in use.chain.aliases} - visited
            visited |= pending

    def further_uses(self, names: Iterable[str], text: FurtherUses) -> Iterator[NameUse]:
        """Yield those of the same places that may lead further, and perhaps others."""
        pending, visited = set(names), set(names)
        while pending:
            # In a broken file something may be missing that the text would show.
            self._look_at(pending if self.cursor.is_broken else set())
            uses: list[NameUse] = []
            for name in sorted(pending):
                known = self._uses.get(name)
                found = self._places(text.places(name)) if known is None else ()
                uses += known or [_use(place) for place in found if place.context == "read"]
            yield from uses
            pending = {alias for use in uses for alias in use.chain.aliases} - visited
            visited |= pending

    def bound(self, name: str, scope: Scope) -> Sequence[Bound]:
        """Return what a name may be bound to where a scope reads it; empty if the file does not bind it."""
        home = self.home(name, scope)
        return () if home is None else self._bound[home, name]

    def home(self, name: str, scope: Scope) -> Optional[Scope]:
        """Return the scope whose name it is where a scope reads it; None if the file does not bind it."""
        if name not in self._are_bound:
            self._find_bindings(name)
        return self._home(name, scope)

    def _home(self, name: str, scope: Scope) -> Optional[Scope]:
        """The scope whose name it is; inner functions do not see the names of a class."""
        current: Optional[Scope] = scope
        visible = True
        while current is not None:
            word = current.elsewhere.get(name)
            if word == "global":
                current = self.cursor.module
            if word != "nonlocal" and (visible or current.kind != "class") and (current, name) in self._bound:
                return current
            visible = visible and current.kind == "types"
            current = current.parent
        return None

    def _look_at(self, names: set[str]) -> None:
        """Find every place of names that were not looked at before."""
        names = {name for name in names if name not in self._uses}
        if names:
            self._uses.update({name: [] for name in names})
            bindings: list[_Binding] = []
            for place in self._places(self.cursor.find(names)):
                if place.context == "read":
                    self._uses[place.name].append(_use(place))
                elif place.name not in self._are_bound:
                    bindings += self._bindings(place)
            self._bind(bindings)
            self._are_bound |= names

    def _find_bindings(self, name: str) -> None:
        """Find every place that binds a name."""
        data, offsets, length = self.cursor.source.data, self.cursor.find([name]), len(name.encode())
        if not self.cursor.is_broken:
            root = self.cursor.source.root
            offsets = [
                each
                for each in offsets
                if each in self._imported or (may_bind(data, each, each + length) and not _reads(root, each))
            ]
        self._bind([binding for place in self._places(offsets) for binding in self._bindings(place)])
        self._are_bound.add(name)

    def _places(self, offsets: Iterable[int]) -> Iterator[_Place]:
        """Yield the places of variables among some, each valid until the next."""
        for offset, stack in self.cursor.visit(offsets):
            node = stack[-1].node
            if node.type == "identifier" and node.start_byte == offset:
                yield _Place(text_of(node), offset, self._context(offset, stack), stack)

    def _bindings(self, place: _Place) -> Iterator[_Binding]:
        """Yield what a place binds; remember what it declares."""
        name, offset, context, stack = place
        if context in ("global", "nonlocal"):
            stack[-1].scope.elsewhere[name] = "global" if context == "global" else "nonlocal"
        elif context not in ("attribute", "read"):
            yield _Binding(name, *self._binding(context, offset, stack))

    def _bind(self, bindings: list[_Binding]) -> None:
        # What is declared `nonlocal` needs to know the names of the scopes around it.
        for name, scope, bound in sorted(bindings, key=_is_nonlocal):
            word = scope.elsewhere.get(name)
            home = self._home(name, scope) if word == "nonlocal" else self.cursor.module if word else scope
            self._bound.setdefault((home or scope, name), []).append(bound)

    def _context(self, offset: int, stack: list[Frame]) -> NameContext:
        if offset in self._imported:
            return "imported"
        if not self.cursor.is_broken and stack[-2].node.type not in _IMPORTING:
            return name_context(stack)
        # Inside of an import statement only those names are bound, and none is read.
        inside = any("import" in frame.node.type for frame in stack[-4:-1])
        return "attribute" if inside else name_context(stack)

    def _binding(self, context: NameContext, offset: int, stack: list[Frame]) -> tuple[Scope, Bound]:
        """The scope that a place binds its name in, and what it binds it to."""
        scope = stack[-1].scope
        if context == "imported":
            return scope, Bound(context, scope, imported=self._imported[offset])
        if context in ("parameter", "type parameter"):
            holders = _CALLABLE if context == "parameter" else DEFINITIONS
            holder = next((frame for frame in reversed(stack) if frame.node.type in holders), None)
            if holder is not None:
                scope = self.cursor.body(holder) if context == "parameter" else self.cursor.types(holder)
            return scope, Bound("bound", scope)
        if context == "assigned":
            return self._assigned(scope, stack[-2].node)
        if context == "entered":
            caught = stack[-4].node.type.startswith("except")
            return scope, Bound(context, scope, value=None if caught else stack[-3].node.named_children[0])
        added = stack[-2].node if stack[-2].node.type == "augmented_assignment" else None
        return scope, Bound(context, scope, value=None if added is None else added.child_by_field_name("right"))

    def _assigned(self, scope: Scope, holder: Node) -> tuple[Scope, Bound]:
        if holder.type == "named_expression":
            home = scope
            while home.kind == "comprehension" and home.parent is not None:
                home = home.parent
            return home, Bound("assigned", scope, value=holder.child_by_field_name("value"))
        value = holder.child_by_field_name("right")
        while value is not None and value.type == "assignment":
            value = value.child_by_field_name("right")
        if value is None or value.type == "none":
            return scope, Bound("deleted", scope)
        return scope, Bound("assigned", scope, value=value)


def _use(place: _Place) -> NameUse:
    leaf = place.stack[-1]
    return NameUse(place.name, leaf.node, leaf.scope, leaf.guard, chain(place.stack, len(place.stack) - 1))


def _is_nonlocal(binding: _Binding) -> bool:
    return binding.scope.elsewhere.get(binding.name) == "nonlocal"


def _reads(root: Node, offset: int) -> bool:
    """Return whether what stands at a byte certainly binds nothing; to tell that, no scope has to be known."""
    leaf = root.descendant_for_byte_range(offset, offset + 1)
    above = None if leaf is None or leaf.type != "identifier" else leaf.parent
    return above is None or above.type in READING
