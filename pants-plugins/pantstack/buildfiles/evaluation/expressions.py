"""Evaluates expressions as far as their values are certain."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any, Callable, Final, Optional

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.evaluation import plain_python
from pantstack.buildfiles.evaluation.containers import Collections, Scope, UncertainError
from pantstack.buildfiles.evaluation.values import Symbol, Unknown, first_unknown

# More than any BUILD file needs; a loop or a text beyond it is no declaration.
_MOST: Final = 100_000
_LONGEST_FORMAT: Final = 4
# By the codes of `!s`, `!r` and `!a`.
_CONVERSIONS: Final[Mapping[int, Callable[[Any], str]]] = {115: str, 114: repr, 97: ascii}
# Reads a call: of its function, its arguments by place and by name.
Caller = Callable[[ast.Call, Any, list[Any], dict[str, Any]], Any]


def _is_large(how: ast.operator, left: object, right: object) -> bool:
    """Return whether a product would be larger than any declaration."""
    sizes = [len(each) if isinstance(each, (str, list, tuple)) else each for each in (left, right)]
    numbers = [each for each in sizes if isinstance(each, (int, float))]
    return isinstance(how, ast.Mult) and len(numbers) > 1 and abs(numbers[0] * numbers[1]) > _MOST


class Expressions(Collections):
    """Evaluates the expressions of one file.

    Attributes:
        depth: how many calls are around what is evaluated.
        is_certain: whether what is evaluated is certain to be run.
    """

    def __init__(self, path: str, call: Caller) -> None:
        """Take the path of the file, and what is done for a call of anything that is not plain Python."""
        self._path = path
        self._call = call
        self.is_certain = True
        self.depth = 0
        self._steps = 0

    def unknown(self, node: ast.AST) -> Unknown:
        """Return what stands for an expression whose value is not certain."""
        return Unknown(self.place(node))

    def place(self, node: ast.AST) -> SourceLocation:
        """Return where a node is."""
        return SourceLocation(self._path, getattr(node, "lineno", 1))

    def step(self, node: ast.AST) -> None:
        """Count a step, so that no file keeps a run for ever.

        Raises:
            UserError: after too many.
        """
        self._steps += 1
        if self._steps > _MOST:
            help = "Write declarations instead of a program, or check with `./pants lint`."
            raise UserError("This BUILD file takes too many steps to read.", help, self.place(node))

    def evaluate(self, node: Optional[ast.AST], scope: Scope) -> Any:  # noqa: ANN401  whatever a BUILD file holds
        """Evaluate an expression.

        Raises:
            UserError: where it would raise an error.
        """
        if node is None:
            return None
        self.step(node)
        handler = getattr(self, f"_{type(node).__name__}", None)
        try:
            return self.unknown(node) if handler is None else handler(node, scope)
        except UncertainError:
            return self.unknown(node)
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
            message = f"This BUILD file cannot be read: {error}."
            raise UserError(message, "Correct it there.", self.place(node)) from error

    def bind(self, target: ast.AST, value: Any, scope: Scope) -> None:  # noqa: ANN401  as above
        """Assign a value to names."""
        if isinstance(target, ast.Name):
            scope[target.id] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            known = isinstance(value, (list, tuple)) and len(value) == len(target.elts)
            for number, each in enumerate(target.elts):
                self.bind(each, value[number] if known else self.unknown(target), scope)
        elif isinstance(target, ast.Subscript):
            group, key = self.evaluate(target.value, scope), self.evaluate(target.slice, scope)
            if isinstance(group, (dict, list)):
                group[key] = value

    def _Constant(self, node: ast.Constant, _: Scope) -> Any:  # noqa: ANN401, N802  a node's name
        return node.value

    def _Name(self, node: ast.Name, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        if node.id in scope:
            return scope[node.id]
        return plain_python.FUNCTIONS.get(node.id, Symbol(self.place(node), node.id))

    def _JoinedStr(self, node: ast.JoinedStr, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        parts = [self.evaluate(each, scope) for each in node.values]
        return self.unknown(node) if first_unknown(parts) else "".join(parts)

    def _FormattedValue(self, node: ast.FormattedValue, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        value = self.evaluate(node.value, scope)
        how = "" if node.format_spec is None else self.evaluate(node.format_spec, scope)
        if first_unknown([value, how]) or len(how) > _LONGEST_FORMAT:
            return self.unknown(node)
        convert = _CONVERSIONS.get(node.conversion)
        return format(value if convert is None else convert(value), how)

    def _BinOp(self, node: ast.BinOp, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        left, right = self.evaluate(node.left, scope), self.evaluate(node.right, scope)
        does = plain_python.OPERATORS.get(type(node.op).__name__)
        if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)) and isinstance(node.op, ast.Add):
            return left + right  # type: ignore[operator]  # a mixture of the two is an error there as well
        if does is None or first_unknown([left, right]) or _is_large(node.op, left, right):
            return self.unknown(node)
        return does(left, right)

    def _UnaryOp(self, node: ast.UnaryOp, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        value = self.evaluate(node.operand, scope)
        if isinstance(node.op, ast.Not) and not first_unknown(value):
            return not value
        return -value if isinstance(node.op, ast.USub) and isinstance(value, (int, float)) else self.unknown(node)

    def _BoolOp(self, node: ast.BoolOp, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        stops = isinstance(node.op, ast.Or)
        value: Any = None
        for each in node.values:
            value = self.evaluate(each, scope)
            if first_unknown(value) or bool(value) == stops:
                return value if not isinstance(value, Unknown) else self.unknown(node)
        return value

    def _Compare(self, node: ast.Compare, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        values = [self.evaluate(each, scope) for each in (node.left, *node.comparators)]
        if first_unknown(values):
            return self.unknown(node)
        pairs = zip(node.ops, values, values[1:])
        return all(plain_python.COMPARISONS[type(how).__name__](left, right) for how, left, right in pairs)

    def _IfExp(self, node: ast.IfExp, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        test = self.evaluate(node.test, scope)
        if first_unknown(test):
            return self.unknown(node)
        return self.evaluate(node.body if test else node.orelse, scope)

    def _Subscript(self, node: ast.Subscript, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        group, key = self.evaluate(node.value, scope), self.evaluate(node.slice, scope)
        plain = isinstance(group, (str, list, tuple, dict)) and not first_unknown(key)
        return group[key] if plain else self.unknown(node)

    def _Index(self, node: Any, scope: Scope) -> Any:  # noqa: ANN401, N802  CPython 3.8 and older
        return self.evaluate(node.value, scope)

    def _Slice(self, node: ast.Slice, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        return slice(*(self.evaluate(each, scope) for each in (node.lower, node.upper, node.step)))

    def _Attribute(self, node: ast.Attribute, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        value = self.evaluate(node.value, scope)
        allowed = plain_python.allowed(plain_python.ATTRIBUTES, value)
        return getattr(value, node.attr) if node.attr in allowed else self.unknown(node)

    def _Call(self, node: ast.Call, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        self.depth += 1
        try:
            positional = self._List(ast.List(node.args, ast.Load()), scope)
            named: dict[str, Any] = {}
            for keyword in node.keywords:
                value = self.evaluate(keyword.value, scope)
                if keyword.arg is not None:
                    named[keyword.arg] = value
                else:
                    named.update(value if isinstance(value, dict) else {f"**{len(named)}": value})
        finally:
            self.depth -= 1
        function = node.func
        if isinstance(function, ast.Attribute):
            return self._method(node, function, scope, positional, named)
        return self._call(node, self.evaluate(function, scope), positional, named)

    def _method(
        self, node: ast.Call, function: ast.Attribute, scope: Scope, positional: list[Any], named: dict[str, Any]
    ) -> Any:  # noqa: ANN401  as above
        value = self.evaluate(function.value, scope)
        allowed = plain_python.allowed(plain_python.METHODS, value)
        changes = isinstance(value, (list, dict, set))
        if function.attr not in allowed or (first_unknown([positional, named]) and not changes):
            return self.unknown(node)
        return getattr(value, function.attr)(*positional, **named)
