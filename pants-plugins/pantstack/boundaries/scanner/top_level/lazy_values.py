"""What the expressions in a module's `__getattr__` are for one of the names that it is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Optional, Union

from tree_sitter import Node

from pantstack.boundaries.scanner.name_context import arguments, unchained
from pantstack.boundaries.scanner.statements import Imported
from pantstack.boundaries.scanner.string_literals import literal, operands
from pantstack.boundaries.scanner.top_level.assigned_values import Origin, assigned
from pantstack.syntax.source import text_of

_LISTS = frozenset({"list", "tuple", "set", "expression_list"})
_DEEPEST = 20
# Stands for the name of the file's package.
_OWN = "\N{OBJECT REPLACEMENT CHARACTER}"
# A text, or what is written down as something else.
_Value = Union[str, Node]


class LazyValues:
    """The values of one function."""

    def __init__(
        self, path: str, parameter: str, constants: Mapping[str, Node], body: Node, imported: Iterable[Imported]
    ) -> None:
        """Read what the function assigns.

        Args:
            parameter: what the function calls the name that it is given.
            constants: the values of the file's top level, by name.
            imported: what the function imports.
        """
        self._in_package = PurePosixPath(path).stem == "__init__"
        self._parameter = parameter
        self._constants = constants
        self._imported = {each.site.bound: each for each in imported}
        self._locals: dict[str, tuple[Node, Optional[int]]] = {}
        waiting = [body]
        while waiting:
            node = waiting.pop()
            waiting += node.named_children
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if node.type == "assignment" and left is not None and right is not None:
                unpacked = left.named_children if left.type in ("pattern_list", "tuple_pattern") else []
                self._locals.update({text_of(name): (right, index) for index, name in enumerate(unpacked)})
                self._locals.update({text_of(name): (value, None) for name, value in assigned(node) if value})

    def compared(self, comparison: Node) -> frozenset[str]:
        """Return the texts that the name is compared with."""
        first, *rest = comparison.named_children or [comparison]
        sides = (*rest, first) if text_of(first) == self._parameter else (first, *rest)
        if len(sides) != 2 or text_of(sides[1]) != self._parameter:  # noqa: PLR2004  no chain of comparisons
            return frozenset()
        text = self._reduce(sides[0], "", 0)
        return frozenset({text}) if isinstance(text, str) else self.keys(sides[0])

    def keys(self, node: Optional[Node]) -> frozenset[str]:
        """Return the keys of a dictionary, or the items of a list, a tuple or a set."""
        table = None if node is None else self._reduce(node, "", 0)
        if not isinstance(table, Node):
            return frozenset()
        if table.type == "call":
            table = next(iter(arguments(table)), table)
        pairs = [child.child_by_field_name("key") for child in table.named_children if child.type == "pair"]
        items = pairs if table.type == "dictionary" else table.named_children if table.type in _LISTS else []
        texts = (literal(item) for item in items if item is not None)
        return frozenset(text for text in texts if text is not None)

    def origins(self, node: Node, name: str, depth: int = 0) -> list[Origin]:
        """Return what an expression may be for a name."""
        if depth > _DEEPEST:
            return []
        if node.type == "conditional_expression":
            branches = [child for child in node.named_children if child.type != "comment"][::2]
            return [origin for branch in branches for origin in self.origins(branch, name, depth + 1)]
        start, attributes = unchained(node)
        found = self._started(start, name, depth)
        for attribute in attributes:
            found = [_further(origin, attribute) for origin in found]
        return found

    def _started(self, start: Node, name: str, depth: int) -> list[Origin]:
        text = text_of(start)
        if start.type == "call":
            return self._called(start, name, depth + 1)
        if start.type == "identifier" and text in self._imported:
            site = self._imported[text].site
            if site.name is None:
                dotted = site.module if self._imported[text].aliased else site.module.partition(".")[0]
                return [Origin("loaded", dotted, 0, None)]
            return [Origin("import", site.module, site.level, site.name)]
        if start.type == "identifier" and text in self._locals and self._locals[text][1] is None:
            return self.origins(self._locals[text][0], name, depth + 1)
        if start.type == "identifier":
            return [Origin("alias", text, 0, None)]
        value = self._reduce(start, name, depth)
        written = isinstance(value, Node) and value.type in ("identifier", "attribute", "call") and value != start
        return self.origins(value, name, depth + 1) if written and isinstance(value, Node) else []

    def _called(self, call: Node, name: str, depth: int) -> list[Origin]:
        """What a call returns that imports by name, reads an attribute, or calls a function of a table."""
        function, given = call.child_by_field_name("function"), arguments(call)
        called = text_of(function).rpartition(".")[2]
        if called == "getattr" and len(given) > 1:
            attribute = self._reduce(given[1], name, depth)
            known = attribute if isinstance(attribute, str) else ""
            return [_further(origin, known) for origin in self.origins(given[0], name, depth + 1) if known]
        if called == "import_module" and given:
            return self._loaded(given, name, depth)
        table = None if function is None else self._reduce(function, name, depth)
        body = table.child_by_field_name("body") if isinstance(table, Node) and table.type == "lambda" else None
        return [] if body is None else self.origins(body, name, depth + 1)

    def _loaded(self, given: Sequence[Node], name: str, depth: int) -> list[Origin]:
        text = self._reduce(given[0], name, depth)
        if not isinstance(text, str) or not text.strip(f"{_OWN}."):
            return []
        dotted = text.lstrip(f"{_OWN}.")
        level = len(text) - len(dotted)
        package = "".join(text_of(node).rpartition("=")[2] for node in given[1:2])
        if text.startswith(_OWN):
            return [Origin("loaded", dotted, 1, None)]
        return [Origin("loaded", dotted, level, None)] if not level or self._is_own(package.strip()) else []

    def _is_own(self, text: str) -> bool:
        """Return whether an expression is the name of the file's package."""
        return text == "__package__" or (text == "__name__" and self._in_package)

    def _reduce(self, node: Node, name: str, depth: int) -> Optional[_Value]:
        """What an expression is, where it is a text or something that is written down."""
        if depth > _DEEPEST:
            return None
        kind = node.type
        if kind == "parenthesized_expression" and node.named_children:
            return self._reduce(node.named_children[0], name, depth + 1)
        if kind == "identifier":
            return self._named(node, name, depth)
        if kind in ("string", "concatenated_string", "binary_operator"):
            return self._text(node, name, depth)
        table, key = _looked_up(node)
        return node if table is None else self._item(table, key, name, depth)

    def _named(self, node: Node, name: str, depth: int) -> Optional[_Value]:
        text = text_of(node)
        if text == self._parameter:
            return name or None
        if self._is_own(text):
            return _OWN
        value, index = self._locals.get(text, (self._constants.get(text), None))
        reduced = None if value is None else self._reduce(value, name, depth + 1)
        if index is None:
            return reduced or node
        items = reduced.named_children if isinstance(reduced, Node) and reduced.type in _LISTS else []
        return self._reduce(items[index], name, depth + 1) if index < len(items) else None

    def _text(self, node: Node, name: str, depth: int) -> Optional[str]:
        whole = literal(node)
        if whole is not None:
            return whole
        pieces = operands(node) if node.type == "binary_operator" else node.named_children
        texts = []
        for piece in pieces:
            if piece.type == "string_content":
                texts.append(text_of(piece))
            elif piece.type == "interpolation" and text_of(piece) == f"{{{self._parameter}}}":
                texts.append(name)
            elif piece.type == "interpolation":
                inner = piece.child_by_field_name("expression")
                reduced = None if inner is None else self._reduce(inner, name, depth + 1)
                texts.append(reduced if isinstance(reduced, str) else "\0")
            elif piece.type not in ("string_start", "string_end"):
                reduced = self._reduce(piece, name, depth + 1)
                texts.append(reduced if isinstance(reduced, str) else "\0")
        joined = "".join(texts)
        return joined if joined and "\0" not in joined else None

    def _item(self, table: Node, key: Optional[Node], name: str, depth: int) -> Optional[_Value]:
        """What a dictionary has under a key, or a list at a place."""
        reduced = self._reduce(table, name, depth + 1)
        if not isinstance(reduced, Node) or key is None:
            return None
        if reduced.type in _LISTS and text_of(key).isdecimal():
            items = reduced.named_children
            return self._reduce(items[int(text_of(key))], name, depth + 1) if int(text_of(key)) < len(items) else None
        text = self._reduce(key, name, depth + 1)
        for pair in reduced.named_children if isinstance(text, str) else ():
            written, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if written is not None and value is not None and literal(written) == text:
                return self._reduce(value, name, depth + 1)
        return None


def _looked_up(node: Node) -> tuple[Optional[Node], Optional[Node]]:
    """The table and the key of `table[key]` and `table.get(key)`; None for anything else."""
    if node.type == "subscript":
        return node.child_by_field_name("value"), node.child_by_field_name("subscript")
    function = node.child_by_field_name("function") if node.type == "call" else None
    if function is None or text_of(function.child_by_field_name("attribute")) not in ("get", "pop"):
        return None, None
    return function.child_by_field_name("object"), next(iter(arguments(node)), None)


def names_in(condition: Node, values: LazyValues) -> Optional[frozenset[str]]:
    """Return the names that a condition lets in; None where it says nothing of the name."""
    if condition.type == "parenthesized_expression" and condition.named_children:
        return names_in(condition.named_children[0], values)
    if condition.type == "boolean_operator":
        sides = [names_in(child, values) for child in condition.named_children if child.type != "comment"]
        known = [side for side in sides if side is not None]
        if text_of(condition.child_by_field_name("operator")) == "and":
            return known[0] if known else None
        return frozenset().union(*known) if len(known) == len(sides) else None
    operators = {child.type for child in condition.children if not child.is_named}
    if condition.type != "comparison_operator" or not operators <= {"==", "in"}:
        return None
    return values.compared(condition) or None


def _further(origin: Origin, attribute: str) -> Origin:
    """What an attribute of an origin is."""
    if origin.kind == "alias":
        return origin._replace(module=f"{origin.module}.{attribute}")
    if origin.kind == "import":
        dotted = ".".join(filter(None, (origin.module, origin.source)))
        return Origin("loaded", dotted, origin.level, attribute)
    return origin._replace(source=".".join(filter(None, (origin.source, attribute))))
