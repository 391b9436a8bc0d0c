"""The names that a module's `__getattr__` gives, as far as they are written out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple, Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.model import Binding
from pantstack.boundaries.scanner.name_context import arguments
from pantstack.boundaries.scanner.statements import Imported
from pantstack.boundaries.scanner.string_literals import literal
from pantstack.boundaries.scanner.top_level.assigned_values import Origin, assigned
from pantstack.boundaries.scanner.top_level.lazy_values import LazyValues, names_in
from pantstack.boundaries.scanner.tree_cursor import TreeCursor
from pantstack.syntax.source import text_of

_FUNCTION = "__getattr__"
_ATTACH = "attach"
_OPAQUE = frozenset({"function_definition", "class_definition", "lambda"})


class _Return(NamedTuple):
    """A value that the function returns.

    Attributes:
        names: those that it is returned for; None for all that no other is returned for.
        excluded: those that it is not returned for.
    """

    value: Node
    names: Optional[frozenset[str]]
    excluded: frozenset[str]

    def is_for(self, name: str) -> bool:
        """Return whether the conditions around it let a name in."""
        return name not in self.excluded and (self.names is None or name in self.names)


def lazy_bindings(
    path: str, cursor: TreeCursor, imported: Sequence[Imported], statements: Sequence[Node], listed: Iterable[str]
) -> list[Binding]:
    """Return the names that a file gives by its `__getattr__`, each with what that is.

    Args:
        listed: the names in `__all__`.
    """
    if _FUNCTION.encode() not in cursor.source.data:
        return []
    values = {text_of(name): value for statement in statements for name, value in assigned(statement) if value}
    function = next((each for each in statements if _is_function(each)), None)
    if function is not None:
        body = function.child_by_field_name("body") or function
        inside = [each for each in imported if body.start_byte <= each.offset < body.end_byte]
        parameter = _parameter(function)
        lazy = LazyValues(path, parameter, values, body, inside)
        return [*_by_function(cursor, body, lazy, listed)] if parameter else []
    given = next((each for each in statements if _is_attached(each)), None)
    call = None if given is None else given.child_by_field_name("right")
    if call is None or PurePosixPath(path).stem != "__init__":
        return []
    return [Binding(name, cursor.source.start(call), *origin, "lazily") for name, origin in _attached(call)]


def _is_function(statement: Node) -> bool:
    return statement.type == "function_definition" and text_of(statement.child_by_field_name("name")) == _FUNCTION


def _parameter(function: Node) -> str:
    """What a function calls its first argument; empty where it takes none."""
    given = function.child_by_field_name("parameters")
    parameter = given.named_children[0] if given is not None and given.named_children else None
    if parameter is None or parameter.type == "identifier":
        return text_of(parameter)
    return text_of(parameter.named_children[0]) if parameter.named_children else ""


def _by_function(cursor: TreeCursor, body: Node, values: LazyValues, listed: Iterable[str]) -> Iterator[Binding]:
    returns = list(_returns(body, values))
    names = {*_candidates(body, values), *listed}
    for name in sorted(names):
        fitting = [each for each in returns if each.is_for(name)]
        closest = min((len(each.names) for each in fitting if each.names is not None), default=None)
        for each in (each for each in fitting if closest is None or len(each.names or ()) == closest):
            for origin in values.origins(each.value, name):
                yield Binding(name, cursor.source.start(each.value), *origin, "lazily")


def _returns(body: Node, values: LazyValues) -> Iterator[_Return]:
    """The values that a function returns, with the names that conditions let in."""
    waiting: list[tuple[Node, Optional[frozenset[str]], frozenset[str]]] = [(body, None, frozenset())]
    while waiting:
        node, names, excluded = waiting.pop()
        if node.type == "return_statement":
            yield from (_Return(value, names, excluded) for value in node.named_children[:1])
        elif node.type in ("if_statement", "elif_clause"):
            condition = node.child_by_field_name("condition")
            inside = None if condition is None else names_in(condition, values)
            for child in node.named_children:
                if child == node.child_by_field_name("consequence"):
                    waiting.append((child, names if inside is None else inside, excluded))
                else:
                    waiting.append((child, names, excluded | (inside or frozenset())))
        elif node.type == "case_clause":
            patterns = [child for child in node.named_children if child.type == "case_pattern"]
            texts = frozenset(text for pattern in patterns for text in _strings(pattern))
            waiting += [(child, texts or names, excluded) for child in node.named_children]
        elif node.type not in _OPAQUE:
            waiting += [(child, names, excluded) for child in node.named_children]


def _candidates(body: Node, values: LazyValues) -> set[str]:
    """The names that a function has written out: compared with what it is given, or keys and items of its tables."""
    found: set[str] = set()
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if node.type == "comparison_operator":
            found |= values.compared(node)
        elif node.type == "subscript":
            found |= values.keys(node.child_by_field_name("value"))
        elif node.type == "call":
            function = node.child_by_field_name("function")
            found |= values.keys(function.child_by_field_name("object")) if function is not None else set()
        elif node.type == "case_pattern":
            found |= set(_strings(node))
        waiting += node.named_children
    return found


def _strings(node: Node) -> Iterator[str]:
    waiting = [node]
    while waiting:
        each = waiting.pop()
        text = literal(each)
        if text is not None:
            yield text
        else:
            waiting += each.named_children


def _is_attached(statement: Node) -> bool:
    """Return whether a statement is `__getattr__, __dir__, __all__ = lazy_loader.attach(...)`."""
    left, right = statement.child_by_field_name("left"), statement.child_by_field_name("right")
    if statement.type != "assignment" or left is None or right is None or right.type != "call":
        return False
    bound = [text_of(child) for child in left.named_children]
    return _FUNCTION in bound and text_of(right.child_by_field_name("function")).rpartition(".")[2] == _ATTACH


def _attached(call: Node) -> Iterator[tuple[str, Origin]]:
    """The submodules, and the names of submodules, that `lazy_loader.attach` gives."""
    given = [each for each in arguments(call) if each.type != "keyword_argument"][1:]
    named = {
        text_of(each.child_by_field_name("name")): each.child_by_field_name("value")
        for each in arguments(call)
        if each.type == "keyword_argument"
    }
    modules = given[0] if given else named.get("submodules")
    attributes = given[1] if len(given) > 1 else named.get("submod_attrs")
    for text in () if modules is None else _strings(modules):
        yield text, Origin("loaded", text, 1, None)
    for pair in () if attributes is None else attributes.named_children:
        key, names = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        module = None if key is None else literal(key)
        if module is not None and names is not None:
            yield from ((name, Origin("loaded", module, 1, name)) for name in _strings(names))
