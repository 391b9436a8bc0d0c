"""Imports that a string names, as far as the code says what the string is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple, Optional, Union

from tree_sitter import Node

from pantstack.boundaries.scanner.attribute_chains import Target, Targets
from pantstack.boundaries.scanner.model import ImportSite, UnprovableImport
from pantstack.boundaries.scanner.name_context import chain, unchained
from pantstack.boundaries.scanner.scopes import Names, Use
from pantstack.boundaries.scanner.statements import TypeChecking
from pantstack.boundaries.scanner.string_literals import Piece, operands
from pantstack.boundaries.scanner.strings import dynamic_import_functions
from pantstack.boundaries.scanner.strings.dynamic_import_functions import READERS, Reader
from pantstack.boundaries.scanner.strings.string_evaluation import Texts
from pantstack.boundaries.scanner.tree_cursor import Guard, Scope
from pantstack.syntax.source import shortened, text_of

PLUGINS = "pytest_plugins"
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")
_LISTS = frozenset({"list", "tuple", "set", "expression_list", "parenthesized_expression", "list_splat"})
Fact = Union[ImportSite, UnprovableImport]


class Named(NamedTuple):
    """What a string names.

    Attributes:
        level: the number of leading dots.
        module: the dotted name.
        partial: whether it is only the certain beginning.
    """

    level: int
    module: str
    partial: bool


class Strings:
    """Reads the strings of one file.

    Attributes:
        loaded: calls that return what their string names, and that.
    """

    def __init__(self, path: str, names: Names, targets: Targets, checking: TypeChecking, texts: Texts) -> None:
        """Prepare.

        Args:
            path: of the file, from the root of the repository.
            names: of the file.
            targets: what they stand for.
            checking: tells what only type checkers see.
            texts: reads what they say.
        """
        self.loaded: list[tuple[Use, tuple[Target, ...]]] = []
        self._stem = PurePosixPath(path).stem
        self._names = names
        self._targets = targets
        self._checking = checking
        self._texts = texts

    def called(self, uses: Iterable[Use]) -> Iterator[Fact]:
        """What is imported where functions that import by name are called."""
        for use in uses:
            if use.chain.call is None:
                continue
            for target in self._targets.of(use.name, use.scope) or ():
                name = target.reading(use.chain.attributes).dotted
                if target.level == 0 and name in READERS:
                    yield from self._call(use, use.chain.call, name.replace("builtins.", ""), READERS[name])
                    break

    def plugins(self) -> Iterator[Fact]:
        """What a top-level `pytest_plugins` names."""
        module = self._names.walker.module
        waiting = [bound.value for bound in reversed(self._names.bound(PLUGINS, module)) if bound.value is not None]
        while waiting:
            node = waiting.pop()
            if node.type in _LISTS:
                waiting += [child for child in reversed(node.named_children) if child.type != "comment"]
                continue
            piece = self._texts.piece(node, module)
            if piece is None and node.type == "binary_operator":
                waiting += operands(node)[::-1]
                continue
            named = None if piece is None else self._absolute(piece)
            yield from self._fact(node, PLUGINS, named, None)

    def _call(self, use: Use, call: Node, name: str, reader: Reader) -> Iterator[Fact]:
        argument = dynamic_import_functions.first(call, reader)
        if argument is None:
            return
        piece = self._texts.piece(argument, use.scope)
        if piece is None and (reader.kind == "patch" or (reader.kind == "anchor" and self._is_object(argument, use))):
            return
        named = None if piece is None else self._named(piece, reader, call, use.scope)
        if reader.kind == "patch" and not _may_be_patched(piece, named):
            return
        yield from self._fact(argument, name, named, use.guard)
        if named is None or named.partial:
            return
        taken = dynamic_import_functions.from_list(call) if reader.kind == "builtin" else ()
        for node, each in taken:
            below = named._replace(module=".".join(filter(None, (named.module, each))))
            yield from self._fact(node, name, below, use.guard)
        if reader.kind in ("import", "object", "builtin"):
            whole = reader.kind != "builtin" or taken
            start = named.module if whole else named.module.partition(".")[0]
            self._load(use, call, Target(named.level, start, named.module))

    def _fact(self, node: Node, call: str, named: Optional[Named], guard: Optional[Guard]) -> Iterator[Fact]:
        source = self._names.walker.source
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

    def _load(self, use: Use, call: Node, target: Target) -> None:
        """Remember what a call returns, and what the code does with that."""
        self._targets.load(call, target)
        stack = self._names.walker.seek(call.start_byte)
        # In a broken file a call may begin with something that is missing.
        index = next((i for i, frame in enumerate(stack) if frame.node == call), None)
        if index is not None:
            self.loaded.append((use._replace(name="", node=call, chain=chain(stack, index)), (target,)))

    def _is_object(self, argument: Node, use: Use) -> bool:
        """Whether an argument is an imported module, which its import tells already."""
        start, _ = unchained(argument)
        return start.type == "identifier" and self._targets.of(text_of(start), use.scope) is not None

    def _named(self, piece: Piece, reader: Reader, call: Node, scope: Scope) -> Optional[Named]:
        if piece.anchor or not piece.value.startswith("."):
            level = dynamic_import_functions.from_level(call) if reader.kind == "builtin" else 0
            if reader.kind == "object":
                piece = piece._replace(value=piece.value.replace(":", "."))
            named = self._absolute(piece)
            return named if named is None or not level else named._replace(level=level)
        if reader.kind not in ("import", "spec"):
            return None
        given = dynamic_import_functions.argument(call, 1, "package")
        package = None if given is None else self._texts.piece(given, scope)
        return None if package is None else self._relative(piece, package)

    def _absolute(self, piece: Piece) -> Optional[Named]:
        """A name from the source roots, or one that goes on after the file's own."""
        if not piece.anchor:
            return _cut(0, piece.value, piece)
        if not piece.value.startswith(".") and (piece.value or not piece.complete):
            return None
        return _cut(1, (self._own(piece.anchor) + piece.value).lstrip("."), piece)

    def _relative(self, piece: Piece, package: Piece) -> Optional[Named]:
        """A name with leading dots, below a package that is written out or the file's own."""
        rest = piece.value.lstrip(".")
        level = len(piece.value) - len(rest)
        if not package.complete or (package.anchor and package.value):
            return None
        if package.anchor:
            own = self._own(package.anchor)
            if own and level > 1:
                return _cut(level - 1, rest, piece)
            return _cut(level, f"{own}.{rest}".strip(".") if own else rest, piece)
        parts = package.value.split(".")
        kept = parts[: len(parts) - level + 1]
        return _cut(0, ".".join([*kept, rest]), piece) if kept and level <= len(parts) else None

    def _own(self, anchor: str) -> str:
        """What `__name__` has after the dotted name of the file's folder, which is what `__package__` is."""
        return self._stem if anchor == "__name__" and self._stem != "__init__" else ""


def _cut(level: int, text: str, piece: Piece) -> Optional[Named]:
    """A name, or the full segments of its certain beginning; None where nothing is certain."""
    if piece.complete:
        return Named(level, text.rstrip("."), partial=False)
    head = text.rpartition(".")[0]
    return Named(level, head, partial=True) if head or level else None


def _may_be_patched(piece: Optional[Piece], named: Optional[Named]) -> bool:
    """Whether what is patched is a string that names something, or may."""
    if named is None:
        return piece is not None and not piece.complete
    return not named.module or _DOTTED.match(named.module) is not None
