"""What is certain about a string that code computes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count
from string import Formatter
from typing import Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.name_context import arguments
from pantstack.boundaries.scanner.scopes import Names
from pantstack.boundaries.scanner.string_literals import KnownText, literal, operands, string_prefix
from pantstack.boundaries.scanner.tree_cursor import Scope
from pantstack.syntax.source import text_of

# After the name of an anchor, once for each part that is cut off its end.
PARENT = "^"
# The first part of an anchor, which is the package that all others are in.
TOP = "the package at the top"
ANCHORS = {"__name__": "__name__", "__package__": "__package__", "__spec__.parent": "__package__"}
# More steps from name to name, or parentheses around parts, than anybody writes.
_DEEPEST = 12
_LONGEST = 1000
_MOST = 100
_ESCAPES = re.compile(r"[\\{}]")
# Where `%` and `format` fill something in.
_PERCENT = re.compile(r"%(?:\(\w*\))?[-#0 +\d.*]*[A-Za-z%]?")
_BRACES = re.compile(r"\{[^{}]*\}?")
_SPLITTERS = frozenset({"partition", "rpartition", "split", "rsplit"})
UNKNOWN = KnownText("", complete=False, after=("",))


class StringEvaluator:
    """Evaluates strings, and names that are bound once to one."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._known: dict[tuple[str, Scope], Optional[KnownText]] = {}
        self._returned: dict[tuple[int, int], str] = {}

    def remember(self, call: Node, text: str) -> None:
        """Remember the text that a call returns, before anything is read."""
        self._returned[call.start_byte, call.end_byte] = text

    def evaluate(self, node: Node, scope: Scope, depth: int = 0) -> Optional[KnownText]:
        """Evaluate an expression to what its text is or begins with; None if it need not be a string at all."""
        if depth > _DEEPEST:
            return None
        whole = self._returned.get((node.start_byte, node.end_byte)) or literal(node)
        if whole is not None:
            return KnownText(whole, complete=True)
        read = {
            "string": self._string,
            "concatenated_string": self._string,
            "parenthesized_expression": self._inside,
            "binary_operator": self._operation,
            "call": self._put_together,
            "subscript": self._part,
        }.get(node.type, self._name)
        return read(node, scope, depth)

    def _inside(self, node: Node, scope: Scope, depth: int) -> Optional[KnownText]:
        inner = [child for child in node.named_children if child.type != "comment"]
        return self.evaluate(inner[0], scope, depth + 1) if inner else None

    def _string(self, node: Node, scope: Scope, depth: int) -> Optional[KnownText]:
        """A string with interpolations, or several strings in a row."""
        if node.type == "concatenated_string":
            parts = [self.evaluate(child, scope, depth + 1) for child in node.named_children if child.type != "comment"]
            return joined(parts)
        if "b" in string_prefix(node):
            return None
        parts = []
        for child in node.named_children:
            if child.type == "interpolation":
                plain = child.named_child_count == 1
                value = child.child_by_field_name("expression")
                known = self.evaluate(value, scope, depth + 1) if plain and value is not None else None
                parts.append(known or UNKNOWN)
            elif child.type == "string_content":
                text = text_of(child)
                certain = _ESCAPES.split(text, maxsplit=1)[0]
                parts.append(KnownText(certain, complete=True) if certain == text else _piece((certain, ""), ""))
        return joined(parts)

    def _operation(self, node: Node, scope: Scope, depth: int) -> Optional[KnownText]:
        """Strings added to each other, or one that `%` fills in."""
        left = node.child_by_field_name("left")
        if left is not None and text_of(node.child_by_field_name("operator")) == "%":
            return _filled(self.evaluate(left, scope, depth + 1), _PERCENT)
        return joined([self.evaluate(each, scope, depth + 1) for each in operands(node)])

    def _put_together(self, node: Node, scope: Scope, depth: int) -> Optional[KnownText]:
        """What `format`, `join`, and `concat` of Pulumi's outputs, put together."""
        function = node.child_by_field_name("function")
        method = "" if function is None else text_of(function.child_by_field_name("attribute"))
        owner = None if function is None else function.child_by_field_name("object")
        given = arguments(node)
        if owner is None or method not in ("format", "join", "concat"):
            return None
        of_output = text_of(owner).rpartition(".")[2] == "Output"
        if method == "format":
            template, values = (given[0], given[1:]) if of_output and given else (owner, given)
            return self._formatted(self.evaluate(template, scope, depth + 1), values, scope, depth)
        if method == "concat":
            return joined([self.evaluate(each, scope, depth + 1) for each in given]) if of_output else None
        between = self.evaluate(owner, scope, depth + 1)
        if between is None or len(given) != 1 or given[0].type not in ("list", "tuple"):
            return None
        items = [child for child in given[0].named_children if child.type != "comment"]
        if any(each.type == "list_splat" for each in items):
            return None
        parts = [part for each in items for part in (between, self.evaluate(each, scope, depth + 1))]
        return joined(parts[1:])

    def _formatted(
        self, template: Optional[KnownText], given: list[Node], scope: Scope, depth: int
    ) -> Optional[KnownText]:
        """A template that `format` fills in."""
        if template is None or not given:
            return template
        fields = _fields(template)
        if fields is None or any(each.type.endswith("_splat") for each in given):
            return _filled(template, _BRACES)
        named = {
            text_of(each.child_by_field_name("name")): each.child_by_field_name("value")
            for each in given
            if each.type == "keyword_argument"
        }
        values: dict[str, Optional[Node]] = {str(number): each for number, each in enumerate(given)}
        values.update(named)
        parts: list[Optional[KnownText]] = []
        for text, field in fields:
            value = values.get(field or "")
            parts.append(KnownText(text, complete=True))
            if field is not None:
                parts.append(None if value is None else self.evaluate(value, scope, depth + 1))
        return joined(parts)

    def _part(self, node: Node, scope: Scope, depth: int) -> Optional[KnownText]:
        """One of the parts that a string is split into."""
        call, index = node.child_by_field_name("value"), text_of(node.child_by_field_name("subscript"))
        function = None if call is None else call.child_by_field_name("function")
        owner = None if function is None else function.child_by_field_name("object")
        method = "" if function is None else text_of(function.child_by_field_name("attribute"))
        if call is None or owner is None or method not in _SPLITTERS or not index.removeprefix("-").isdecimal():
            return None
        whole = self.evaluate(owner, scope, depth + 1)
        literals = [(each, literal(each)) for each in arguments(call)]
        given = [text_of(each).rpartition("=")[2].strip() if text is None else text for each, text in literals]
        if whole is None or not whole.complete:
            return None
        if whole.anchor:
            return None if whole.value else _part_of_anchor(whole, method, given, int(index))
        limit = [int(each) for each in given[1:] if each.isdecimal()]
        try:
            return KnownText(getattr(whole.value, method)(*given[:1], *limit)[int(index)], complete=True)
        except (IndexError, TypeError, ValueError):
            return None

    def _name(self, node: Node, scope: Scope, depth: int) -> Optional[KnownText]:
        text = text_of(node)
        if text in ANCHORS:
            return KnownText("", complete=True, anchor=ANCHORS[text])
        if node.type != "identifier":
            return None
        if (text, scope) not in self._known:
            # A name that is bound to itself is no string.
            self._known[text, scope] = None
            bound = self._names.bound(text, scope)
            if len(bound) == 1 and bound[0].context == "assigned" and bound[0].value is not None:
                self._known[text, scope] = self.evaluate(bound[0].value, bound[0].scope, depth + 1)
        return self._known[text, scope]


def joined(parts: list[Optional[KnownText]]) -> Optional[KnownText]:
    """Pieces after one another, certain up to the first that is not; None if none is known to be a string."""
    if all(part is None for part in parts):
        return None
    anchor = next((part.anchor for part in parts[:1] if part is not None), "")
    texts, length = [""], 0
    for index, part in enumerate(parts):
        known = part if part is not None and not (part.anchor and index) else UNKNOWN
        texts[-1] += known.value
        texts += known.after
        length += len(known.value) + sum(map(len, known.after))
        if length > _LONGEST or len(texts) > _MOST:
            return _piece([*texts[:-1][:_MOST], texts[-1][:_LONGEST], ""], anchor)
    return _piece(texts, anchor)


def _part_of_anchor(whole: KnownText, method: str, given: Sequence[str], index: int) -> Optional[KnownText]:
    """What is left of an anchor without its last parts, or its first part; None for what depends on its length."""
    if given[:1] != ["."] or index != 0:
        return None
    if method == "partition" or (method == "split" and given == ["."]):
        return whole._replace(anchor=TOP)
    cut = "1" if method == "rpartition" else "".join(given[1:])
    if method == "split" or not cut.isdecimal() or whole.anchor == TOP:
        return None
    return whole._replace(anchor=whole.anchor + PARENT * min(int(cut), _DEEPEST))


def _fields(template: KnownText) -> Optional[list[tuple[str, Optional[str]]]]:
    """The texts of a template, each with the number or name of the field after it; None if it is not all known."""
    try:
        parsed = list(Formatter().parse(template.value)) if template.complete and not template.anchor else None
    except ValueError:
        return None
    if parsed is None:
        return None
    found: list[tuple[str, Optional[str]]] = []
    numbers = count()
    for text, field, spec, conversion in parsed:
        plain = field is not None and not spec and not conversion
        # What is shaped by a format is none of the values.
        found.append((text, None if field is None else (field or str(next(numbers))) if plain else "!"))
    return found


def _filled(known: Optional[KnownText], mark: re.Pattern[str]) -> Optional[KnownText]:
    """A template with the places that are filled in left out."""
    if known is None:
        return None
    return _piece([text for each in (known.value, *known.after) for text in mark.split(each)], known.anchor)


def _piece(texts: Sequence[str], anchor: str) -> KnownText:
    return KnownText(texts[0], complete=len(texts) == 1, anchor=anchor, after=tuple(texts[1:]))
