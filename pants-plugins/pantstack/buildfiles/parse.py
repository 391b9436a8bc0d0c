"""Read BUILD files: the calls that declare targets, and what they spell out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Optional, Union

from tree_sitter import Node

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.globs import parent
from pantstack.buildfiles.nodes import MARKS, content, field_name, line_of, plain, without_parentheses
from pantstack.syntax import source_edits
from pantstack.syntax.source import text_of
from pantstack.syntax.source_edits import Edit

BOM = "\ufeff"


class NotEditableError(UserError):
    """A declaration that cannot be edited without guessing."""


@dataclass(frozen=True)
class Call:
    """A call that may declare a target.

    Attributes:
        kind: the name that is called, such as `pantstack_module`.
        statement: whether it is a statement of its own at the top level of the file.
    """

    node: Node
    kind: str
    statement: bool

    @property
    def line(self) -> int:
        """The line that it begins on, counted from 1."""
        return line_of(self.node)

    @property
    def arguments(self) -> list[Node]:
        """Its parentheses and what is between them, commas and comments included."""
        arguments = self.node.child_by_field_name("arguments")
        return arguments.children if arguments is not None else []

    @cached_property
    def fields(self) -> dict[str, Node]:
        """The values of named arguments, by name."""
        named = [argument for argument in self.arguments if argument.type == "keyword_argument"]
        return {
            field_name(argument): without_parentheses(value)
            for argument in named
            for value in argument.children_by_field_name("value")
        }

    @cached_property
    def name(self) -> Optional[str]:
        """The target's name; None where it spells none, empty where it computes one."""
        value = self.fields.get("name")
        return None if value is None else plain(value) or ""

    @property
    def explicit(self) -> bool:
        """Whether every argument has a name."""
        return all(argument.type in MARKS or argument.type == "keyword_argument" for argument in self.arguments)

    @property
    def plain(self) -> bool:
        """Whether it is a statement of its own with named arguments, so that it may be edited."""
        return self.statement and self.explicit


@dataclass(frozen=True)
class BuildFile:
    """A BUILD file."""

    path: str
    text: str

    @cached_property
    def directory(self) -> str:
        """The directory that its targets are in."""
        return parent(self.path)

    @cached_property
    def data(self) -> bytes:
        """The bytes that offsets count in: UTF-8 without the byte order mark."""
        return self.text.removeprefix(BOM).encode("utf-8", "surrogatepass")

    @cached_property
    def root(self) -> Node:
        """The syntax tree, of which parts may be errors."""
        return source_edits.parse(self.data)

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """The calls of names that are not part of other calls; none where the file is not valid."""
        return () if self.error is not None else tuple(_calls(self.root))

    def calls_of(self, kind: str) -> list[Call]:
        """Find all calls of a name, nested ones included, in their order, whether or not the file is valid."""
        calls = []
        for match in re.finditer(rb"\b%s\b" % re.escape(kind.encode()), self.data):
            leaf = self.root.descendant_for_byte_range(match.start(), match.start() + 1)
            call = None if leaf is None or leaf.parent is None else _call(leaf.parent, self.root)
            if call is not None and call.node.start_byte == match.start():
                calls.append(call)
        return calls

    def statement_of(self, call: Call) -> Optional[Call]:
        """Find the call that is a statement of its own at the top level, and that a call is part of or is."""
        node: Optional[Node] = call.node
        while node is not None:
            found = _call(node, self.root)
            if found is not None and found.statement:
                return found
            node = node.parent
        return None

    @cached_property
    def error(self) -> Optional[int]:
        """The line that is not Python; None where the file is valid."""
        error = syntax_error(self.text.removeprefix(BOM), self.path)
        if error is not None:
            return error[0]
        if self.root.has_error or not source_edits.has_common_line_ends(self.data):
            return next((line_of(node) for node in source_edits.walk(self.root) if node.is_error or node.is_missing), 1)
        return None

    @cached_property
    def strings(self) -> tuple[str, ...]:
        """All string literals except those in declarations of modules."""
        modules = {call.node.id for call in self.calls if call.kind == "pantstack_module"}
        waiting, strings = [] if self.error else [self.root], []
        while waiting:
            node = waiting.pop()
            if node.type in ("string", "concatenated_string"):
                strings.append(content(node))
            elif node.id not in modules:
                waiting += reversed(node.children)
        return tuple(strings)

    def edited(self, edits: Iterable[Edit]) -> BuildFile:
        """Apply edits of its data."""
        mark = BOM if self.text.startswith(BOM) else ""
        return BuildFile(self.path, mark + source_edits.apply(self.data, edits).decode("utf-8", "surrogatepass"))

    def declaration(self, kind: str, name: Optional[str]) -> Call:
        """Find the one call that declares a target.

        A call that spells the name wins over one that spells none; without a name there may be only one.

        Raises:
            NotEditableError: where there is none, more than one, or one that is part of another statement.
        """
        if self.error is not None:
            raise self.refusal("The file is not Python.", "Correct its syntax first.", self.error)
        calls = self.calls_of(kind)
        if name is None:
            chosen = [call for call in calls if call.name is None] or calls
        else:
            chosen = [call for call in calls if call.name == name] or [call for call in calls if not call.name]
        of = "" if name is None else f" `{name}`"
        if not chosen:
            raise self.refusal(f"The file declares no {kind}{of}.", f"Write a plain call of {kind} there.")
        if len(chosen) > 1:
            message = f"The file may declare {kind}{of} {len(chosen)} times; the second time is here."
            raise self.refusal(message, "Keep one, or give each a name of its own.", chosen[1].line)
        if not chosen[0].statement:
            message = f"This {kind} is part of another statement, which decides whether and how it counts."
            raise self.refusal(message, "Write it as a statement of its own, or edit it by hand.", chosen[0].line)
        return chosen[0]

    def refusal(self, message: str, help: str, line: int = 1) -> NotEditableError:
        """Make the error of an edit that is refused."""
        return NotEditableError(message, help, SourceLocation(self.path, line))


def syntax_error(content: Union[str, bytes], path: str) -> Optional[tuple[int, str]]:
    """Return the line that the interpreter cannot read, and why; None where it reads everything."""
    try:
        compile(content, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        why = getattr(error, "msg", None) or str(error) or type(error).__name__
        return getattr(error, "lineno", None) or 1, why
    return None


def _calls(root: Node) -> Iterator[Call]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        call = _call(node, root)
        if call is not None:
            yield call
        else:
            waiting += reversed(node.named_children)


def _call(node: Node, root: Node) -> Optional[Call]:
    """Read a node as a call of a name; None where it is anything else."""
    function = node.child_by_field_name("function") if node.type == "call" else None
    if function is None or function.type != "identifier":
        return None
    above = node.parent
    statement = above is not None and above.type == "expression_statement" and above.parent == root
    return Call(node, text_of(function), statement)
