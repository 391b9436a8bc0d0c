"""Imports that a string names, as far as the value of the string is certain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple, Optional, Union

from tree_sitter import Node

from pantstack.boundaries.scanner.attribute_chains import Target, Targets
from pantstack.boundaries.scanner.model import ImportSite, UnprovableImport
from pantstack.boundaries.scanner.name_context import chain, unchained
from pantstack.boundaries.scanner.scopes import Names, NameUse
from pantstack.boundaries.scanner.statements import TypeChecking
from pantstack.boundaries.scanner.string_literals import KnownText, operands
from pantstack.boundaries.scanner.strings import dynamic_import_functions
from pantstack.boundaries.scanner.strings.dynamic_import_functions import IMPORTERS, DynamicImporter
from pantstack.boundaries.scanner.strings.string_evaluation import PARENT, TOP, StringEvaluator
from pantstack.boundaries.scanner.tree_cursor import Guard, Scope
from pantstack.syntax.source import shortened, text_of

PLUGINS = "pytest_plugins"
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")
_LISTS = frozenset({"list", "tuple", "set", "expression_list", "parenthesized_expression", "list_splat"})
Fact = Union[ImportSite, UnprovableImport]


class NamedModule(NamedTuple):
    """What a string names.

    Attributes:
        partial: whether it is only the certain beginning.
    """

    level: int
    module: str
    partial: bool


class DynamicImports:
    """The imports by name of one file.

    Attributes:
        loaded: calls that return what their string names, and what that is.
    """

    def __init__(
        self, path: str, names: Names, targets: Targets, checking: TypeChecking, strings: StringEvaluator
    ) -> None:
        self.loaded: list[tuple[NameUse, tuple[Target, ...]]] = []
        self._stem = PurePosixPath(path).stem
        self._names = names
        self._targets = targets
        self._checking = checking
        self._strings = strings

    def by_calls(self, uses: Iterable[NameUse]) -> Iterator[Fact]:
        """Yield what is imported where functions that import by name are called."""
        for use in uses:
            if use.chain.call is None:
                continue
            for target in self._targets.of(use.name, use.scope, use.node.start_byte) or ():
                name = target.reading(use.chain.attributes).dotted
                if target.level == 0 and name in IMPORTERS:
                    yield from self._call(use, use.chain.call, name.replace("builtins.", ""), IMPORTERS[name])
                    break

    def by_plugins(self) -> Iterator[Fact]:
        """Yield what a top-level `pytest_plugins` names."""
        module = self._names.cursor.module
        waiting = [bound.value for bound in reversed(self._names.bound(PLUGINS, module)) if bound.value is not None]
        while waiting:
            node = waiting.pop()
            if node.type in _LISTS:
                waiting += [child for child in reversed(node.named_children) if child.type != "comment"]
                continue
            text = self._strings.evaluate(node, module)
            if text is None and node.type == "binary_operator":
                waiting += operands(node)[::-1]
                continue
            named = None if text is None else self._absolute(text)
            yield from self._fact(node, PLUGINS, named, None)

    def _call(self, use: NameUse, call: Node, name: str, importer: DynamicImporter) -> Iterator[Fact]:
        argument = dynamic_import_functions.module_argument(call, importer)
        if argument is None:
            return
        text = self._strings.evaluate(argument, use.scope)
        if text is None and (
            importer.kind == "patch" or (importer.kind == "anchor" and self._is_object(argument, use))
        ):
            return
        named = None if text is None else self._resolve(text, importer, call, use.scope)
        if importer.kind == "patch" and not _may_be_patched(text, named):
            return
        yield from self._fact(argument, name, named, use.guard)
        if named is None or named.partial:
            return
        taken = dynamic_import_functions.from_list(call) if importer.kind == "builtin" else ()
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

    def _resolve(self, text: KnownText, importer: DynamicImporter, call: Node, scope: Scope) -> Optional[NamedModule]:
        if text.anchor or not text.value.startswith("."):
            if importer.kind == "anchor" and text == KnownText("", complete=True, anchor=TOP):
                # The resources of what the file itself is in.
                return NamedModule(1, "", partial=False)
            level = dynamic_import_functions.from_level(call) if importer.kind == "builtin" else 0
            if importer.kind == "object":
                text = text._replace(value=text.value.replace(":", "."))
            named = self._absolute(text)
            return named if named is None or not level else named._replace(level=level)
        if importer.kind not in ("import", "spec"):
            return None
        given = dynamic_import_functions.argument(call, 1, "package")
        package = None if given is None else self._strings.evaluate(given, scope)
        return None if package is None else self._relative(text, package)

    def _absolute(self, text: KnownText) -> Optional[NamedModule]:
        """A name from the source roots, or one that goes on after the file's own."""
        if not text.anchor:
            return _cut(0, text.value, text)
        if text.anchor == TOP or (not text.value.startswith(".") and (text.value or not text.complete)):
            return None
        up, own = self._home(text.anchor)
        return _cut(1 + up, (own + text.value).lstrip("."), text)

    def _relative(self, text: KnownText, package: KnownText) -> Optional[NamedModule]:
        """A name with leading dots, under a package that is written out or the file's own."""
        rest = text.value.lstrip(".")
        level = len(text.value) - len(rest)
        if not package.complete or package.anchor == TOP or (package.anchor and package.value):
            return None
        if package.anchor:
            up, own = self._home(package.anchor)
            if own and level > 1:
                return _cut(level - 1, rest, text)
            return _cut(level + up, f"{own}.{rest}".strip(".") if own else rest, text)
        parts = package.value.split(".")
        kept = parts[: len(parts) - level + 1]
        return _cut(0, ".".join([*kept, rest]), text) if kept and level <= len(parts) else None

    def _home(self, anchor: str) -> tuple[int, str]:
        """How far an anchor is above the file's folder, and what it has after that folder's dotted name."""
        cut = anchor.count(PARENT)
        own = self._stem if anchor.startswith("__name__") and self._stem != "__init__" else ""
        return (cut, own) if not cut or not own else (cut - 1, "")


def _cut(level: int, dotted: str, text: KnownText) -> Optional[NamedModule]:
    """A name, or the full segments of its certain beginning; None where nothing is certain."""
    if text.complete:
        return NamedModule(level, dotted.rstrip("."), partial=False)
    head = dotted.rpartition(".")[0]
    return NamedModule(level, head, partial=True) if head or level else None


def _may_be_patched(text: Optional[KnownText], named: Optional[NamedModule]) -> bool:
    """Return whether what is patched is a string that names something, or may."""
    if named is None:
        return text is not None and not text.complete
    return not named.module or _DOTTED.match(named.module) is not None
