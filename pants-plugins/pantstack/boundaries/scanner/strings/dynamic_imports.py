"""Imports that a string names, as far as the value of the string is certain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Optional, Union

from tree_sitter import Node

from pantstack.boundaries.scanner.attribute_chains import Target, Targets
from pantstack.boundaries.scanner.model import ImportSite, UnprovableImport
from pantstack.boundaries.scanner.name_context import chain, unchained
from pantstack.boundaries.scanner.scopes import Names, NameUse
from pantstack.boundaries.scanner.statements import TypeChecking
from pantstack.boundaries.scanner.string_literals import KnownText, operands
from pantstack.boundaries.scanner.strings import call_arguments
from pantstack.boundaries.scanner.strings.module_names import DOTTED, ModuleNames, NamedModule, may_be_patched
from pantstack.boundaries.scanner.strings.readers import FileReaders, Reader, ReaderKind
from pantstack.boundaries.scanner.strings.string_evaluation import TOP, StringEvaluator
from pantstack.boundaries.scanner.strings.string_values import LISTS, StringValues, setting_values
from pantstack.boundaries.scanner.tree_cursor import Guard, Scope
from pantstack.syntax.source import shortened, text_of

PLUGINS = "pytest_plugins"
# The nodes around a name that is not called.
_WITHOUT_CALL: Mapping[ReaderKind, tuple[str, ...]] = {
    "item": ("subscript",),
    "attribute": ("assignment", "augmented_assignment"),
}
Fact = Union[ImportSite, UnprovableImport]


class DynamicImports:
    """The imports by name of one file.

    Attributes:
        loaded: calls that return what their string names, and what that is.
    """

    def __init__(
        self, readers: FileReaders, names: Names, targets: Targets, checking: TypeChecking, strings: StringEvaluator
    ) -> None:
        self.loaded: list[tuple[NameUse, tuple[Target, ...]]] = []
        self._readers = readers
        self._modules = ModuleNames(readers.path)
        self._values = StringValues(names, strings)
        self._visited: set[tuple[int, int]] = set()
        self._named: set[tuple[int, int, str]] = set()
        self._names = names
        self._targets = targets
        self._checking = checking
        self._strings = strings

    def by_calls(self, uses: Iterable[NameUse]) -> Iterator[Fact]:
        """Yield what is imported where functions that import by name are called."""
        for use in uses:
            yield from self._reads(use, self._targets.of(use.name, use.scope, use.node.start_byte) or ())

    def by_names(self, names: Iterable[str]) -> Iterator[Fact]:
        """Yield what settings of some names are given to import."""
        cursor = self._names.cursor
        found = [
            (text_of(stack[-1].node), value, stack[-1].scope, stack[-1].guard)
            for _, stack in cursor.words(names)
            for value in setting_values(stack)
        ]
        for name, value, scope, guard in found:
            yield from self._strings_in(value, scope, name, self._readers.table.names[name], guard)

    def by_plugins(self) -> Iterator[Fact]:
        """Yield what a top-level `pytest_plugins` names."""
        module = self._names.cursor.module
        waiting = [bound.value for bound in reversed(self._names.bound(PLUGINS, module)) if bound.value is not None]
        while waiting:
            node = waiting.pop()
            if node.type in LISTS:
                waiting += [child for child in reversed(node.named_children) if child.type != "comment"]
                continue
            text = self._strings.evaluate(node, module)
            if text is None and node.type == "binary_operator":
                waiting += operands(node)[::-1]
                continue
            named = None if text is None else self._modules.absolute(text)
            yield from self._fact(node, PLUGINS, named, None)

    def _reads(self, use: NameUse, targets: Iterable[Target]) -> Iterator[Fact]:
        """What a use of a name that may stand for a reader imports."""
        call = use.chain.call
        for target in targets:
            name = self._readers.canonical(target.level, target.reading(use.chain.attributes).dotted)
            reader = self._readers.table.functions.get(name)
            if reader is not None and reader.kind in _WITHOUT_CALL and call is None and use.chain.whole.parent:
                yield from self._around(use, use.chain.whole.parent, name, reader.kind)
            elif call is not None and (reader is not None or name in self._readers.table.makers):
                if (call.start_byte, call.end_byte) in self._visited:
                    return
                self._visited.add((call.start_byte, call.end_byte))
                if reader is not None:
                    yield from self._call(use, call, name.replace("builtins.", ""), reader)
                if name in self._readers.table.makers:
                    yield from self._made(use, call, name)
                return

    def _around(self, use: NameUse, holder: Node, name: str, kind: ReaderKind) -> Iterator[Fact]:
        """What the brackets after a name hold, or what is assigned to it."""
        whole, given = ("value", "subscript") if kind == "item" else ("left", "right")
        if holder.type in _WITHOUT_CALL[kind] and holder.child_by_field_name(whole) == use.chain.whole:
            for node in holder.children_by_field_name(given):
                yield from self._strings_in(node, use.scope, name, kind, use.guard)

    def _made(self, use: NameUse, call: Node, name: str) -> Iterator[Fact]:
        """What the methods of an object that a call makes import."""
        before = len(self.loaded)
        self._load(use, call, Target(0, f"{name}()", frozenset()))
        for made, targets in self.loaded[before:]:
            yield from self._reads(made, targets)
            yield from self.by_calls(self._names.uses(made.chain.aliases))

    def _resolve(self, text: KnownText, importer: Reader, call: Node, scope: Scope) -> Optional[NamedModule]:
        if text.anchor or not text.value.startswith("."):
            if importer.kind == "anchor" and text == KnownText("", complete=True, anchor=TOP):
                # The resources of what the file itself is in.
                return NamedModule(1, "", partial=False)
            level = call_arguments.from_level(call) if importer.kind == "builtin" else 0
            if importer.kind == "object":
                text = text._replace(value=text.value.replace(":", "."))
            named = self._modules.absolute(text)
            return named if named is None or not level else named._replace(level=level)
        if importer.kind not in ("import", "spec"):
            return None
        given = call_arguments.argument(call, 1, "package")
        package = None if given is None else self._strings.evaluate(given, scope)
        return None if package is None else self._modules.relative(text, package)

    def _strings_in(
        self, node: Node, scope: Scope, name: str, kind: ReaderKind, guard: Optional[Guard]
    ) -> Iterator[Fact]:
        """What the strings in something that a framework reads name, as far as they name anything."""
        for place, text in self._values.of(node, scope, tree=kind == "tree"):
            # A list that is added to is looked at again.
            key = (place.start_byte, place.end_byte, name)
            if key in self._named:
                continue
            self._named.add(key)
            named = self._modules.by_framework(text, kind)
            if named is None:
                listed = kind in ("text", "first") and not text.complete
                yield from self._fact(place, name, None, guard) if listed else ()
            elif not named.module or DOTTED.match(named.module):
                yield from self._fact(place, name, named, guard)

    def _call(self, use: NameUse, call: Node, name: str, importer: Reader) -> Iterator[Fact]:
        if not importer.strict and importer.kind != "patch":
            for node in call_arguments.read_arguments(call, importer):
                first = node.named_children[:1] if importer.kind == "first" and node.type == "tuple" else [node]
                for each in first:
                    yield from self._strings_in(each, use.scope, name, importer.kind, use.guard)
            return
        argument = call_arguments.module_argument(call, importer)
        if argument is None:
            return
        text = self._strings.evaluate(argument, use.scope)
        if text is None and (
            importer.kind == "patch" or (importer.kind == "anchor" and self._is_object(argument, use))
        ):
            return
        named = None if text is None else self._resolve(text, importer, call, use.scope)
        if importer.kind == "patch" and not may_be_patched(text, named):
            return
        yield from self._fact(argument, name, named, use.guard)
        if named is None or named.partial:
            return
        taken = call_arguments.from_list(call) if importer.kind == "builtin" else ()
        for node, item in taken:
            inside = named._replace(module=".".join(filter(None, (named.module, item))))
            yield from self._fact(node, name, inside, use.guard)
        if importer.kind in ("import", "object", "builtin"):
            whole = importer.kind != "builtin" or taken
            start = named.module if whole else named.module.partition(".")[0]
            self._load(use, call, Target(named.level, start, frozenset({named.module})))

    def _fact(self, node: Node, call: str, named: Optional[NamedModule], guard: Optional[Guard]) -> Iterator[Fact]:
        source = self._names.cursor.source
        if named is None:
            yield UnprovableImport(source.start(node), call, shortened(node))
        elif named.module or named.level > 1 or named.partial:
            yield ImportSite(
                source.start(node),
                named.module,
                named.level,
                kind="string",
                end=source.end(node),
                call=call,
                partial=named.partial,
                type_checking=self._checking.covers(guard),
                app=named.app,
            )

    def _load(self, use: NameUse, call: Node, target: Target) -> None:
        """Remember what a call returns, and what the code does with that."""
        self._targets.load(call, target)
        stack = self._names.cursor.seek(call.start_byte)
        # In a broken file a call may begin with something that is missing.
        index = next((i for i, frame in enumerate(stack) if frame.node == call), None)
        if index is not None:
            self.loaded.append((use._replace(name="", node=call, chain=chain(stack, index)), (target,)))

    def _is_object(self, argument: Node, use: NameUse) -> bool:
        """Return whether an argument is an imported module, which is found by its import."""
        start, _ = unchained(argument)
        return start.type == "identifier" and self._targets.of(text_of(start), use.scope, start.start_byte) is not None
