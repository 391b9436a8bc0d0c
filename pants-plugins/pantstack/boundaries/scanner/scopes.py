"""Which names are bound where, and where they are used.

Only the names that somebody asks for are looked at, so a file that uses nothing of interest costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.name_context import Chain, chain, role
from pantstack.boundaries.scanner.statements import Imported
from pantstack.boundaries.scanner.tree_cursor import DEFINITIONS, Frame, Guard, Scope, Walker
from pantstack.syntax.source import text_of

_CALLABLE = frozenset({"function_definition", "lambda"})


class Bound(NamedTuple):
    """One place that binds a name.

    Attributes:
        kind: "import", "value" (an assignment), "entered" (by `with`), "nothing" (no value, or None) or "other".
        scope: where what it is bound to is evaluated.
        imported: for an import, what.
        value: for an assignment the right side, also of one that adds to what is there, which is "other"; for `with`
            what it enters.
    """

    kind: str
    scope: Scope
    imported: Optional[Imported] = None
    value: Optional[Node] = None


class Use(NamedTuple):
    """A place that reads a name.

    Attributes:
        name: the name.
        node: where it stands.
        scope: where it is looked up.
        guard: the conditions it stands under.
        chain: what the code does with it.
    """

    name: str
    node: Node
    scope: Scope
    guard: Optional[Guard]
    chain: Chain


class Names:
    """The bindings and uses of those names of a file that were asked for."""

    def __init__(self, walker: Walker, imported: Iterable[Imported]) -> None:
        """Prepare, and look at nothing yet.

        Args:
            walker: of the file.
            imported: what its import statements bind.
        """
        self.walker = walker
        self._imported = {each.offset: each for each in imported}
        self._uses: dict[str, list[Use]] = {}
        self._bound: dict[tuple[Scope, str], list[Bound]] = {}

    def uses(self, names: Iterable[str]) -> Iterator[Use]:
        """All places that read one of the names, or a name that one of them is given to as it is."""
        wanted, told = set(names), set(names)
        while wanted:
            self._look_at(wanted - self._uses.keys())
            found = [use for name in sorted(wanted) for use in self._uses[name]]
            yield from found
            wanted = {alias for use in found for alias in use.chain.aliases} - told
            told |= wanted

    def bound(self, name: str, scope: Scope) -> tuple[Bound, ...]:
        """What a name may be bound to where a scope reads it; empty if the file does not bind it."""
        self._look_at({name} - self._uses.keys())
        home = self._home(name, scope)
        return () if home is None else tuple(self._bound[home, name])

    def _home(self, name: str, scope: Scope) -> Optional[Scope]:
        """The scope whose name it is; inner functions do not see the names of a class."""
        current: Optional[Scope] = scope
        visible = True
        while current is not None:
            word = current.elsewhere.get(name)
            if word == "global":
                current = self.walker.module
            if word != "nonlocal" and (visible or current.kind != "class") and (current, name) in self._bound:
                return current
            visible = visible and current.kind == "types"
            current = current.parent
        return None

    def _look_at(self, names: set[str]) -> None:
        """Find every place of names that were not looked at before."""
        if not names:
            return
        self._uses.update({name: [] for name in names})
        found: list[tuple[str, Scope, Bound]] = []
        for offset, stack in self.walker.words(names):
            node, scope = stack[-1].node, stack[-1].scope
            if node.type != "identifier" or node.start_byte != offset:
                continue
            name = text_of(node)
            kind = self._role(offset, stack)
            if kind == "use":
                use = Use(name, node, scope, stack[-1].guard, chain(stack, len(stack) - 1))
                self._uses[name].append(use)
            elif kind in ("global", "nonlocal"):
                scope.elsewhere[name] = kind
            elif kind:
                found.append((name, *self._binding(kind, offset, stack)))
        # What is declared `nonlocal` needs to know the names of the scopes around it.
        found.sort(key=lambda each: each[1].elsewhere.get(each[0]) == "nonlocal")
        for name, scope, bound in found:
            word = scope.elsewhere.get(name)
            home = self._home(name, scope) if word == "nonlocal" else self.walker.module if word else scope
            self._bound.setdefault((home or scope, name), []).append(bound)

    def _role(self, offset: int, stack: list[Frame]) -> str:
        if offset in self._imported:
            return "import"
        # Inside of an import statement only those names are bound, and none is read.
        return "" if any("import" in each.node.type for each in stack[-4:-1]) else role(stack)

    def _binding(self, kind: str, offset: int, stack: list[Frame]) -> tuple[Scope, Bound]:
        """The scope that a place binds its name in, and what it binds it to."""
        scope = stack[-1].scope
        if kind == "import":
            return scope, Bound("import", scope, imported=self._imported[offset])
        if kind in ("parameter", "type parameter"):
            holders = _CALLABLE if kind == "parameter" else DEFINITIONS
            holder = next((each for each in reversed(stack) if each.node.type in holders), None)
            if holder is not None:
                scope = self.walker.body(holder) if kind == "parameter" else self.walker.types(holder)
            return scope, Bound("other", scope)
        if kind == "value":
            return self._assigned(scope, stack[-2].node)
        if kind == "entered":
            caught = stack[-4].node.type.startswith("except")
            return scope, Bound(kind, scope, value=None if caught else stack[-3].node.named_children[0])
        added = stack[-2].node if stack[-2].node.type == "augmented_assignment" else None
        return scope, Bound(kind, scope, value=None if added is None else added.child_by_field_name("right"))

    def _assigned(self, scope: Scope, holder: Node) -> tuple[Scope, Bound]:
        if holder.type == "named_expression":
            home = scope
            while home.kind == "comprehension" and home.parent is not None:
                home = home.parent
            return home, Bound("value", scope, value=holder.child_by_field_name("value"))
        value = holder.child_by_field_name("right")
        while value is not None and value.type == "assignment":
            value = value.child_by_field_name("right")
        if value is None or value.type == "none":
            return scope, Bound("nothing", scope)
        return scope, Bound("value", scope, value=value)
