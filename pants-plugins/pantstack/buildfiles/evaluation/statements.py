"""Follows the statements of a BUILD file or a prelude."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Callable, Final, Optional

from pantstack.base.errors import UserError
from pantstack.buildfiles.evaluation import plain_python
from pantstack.buildfiles.evaluation.containers import Scope
from pantstack.buildfiles.evaluation.expressions import Expressions
from pantstack.buildfiles.evaluation.values import Symbol, Unknown, first_unknown

# Does what a function of Pants does; None where there is none of that name.
Known = Callable[[str], Optional[Callable[..., Any]]]
# Takes a call that may declare a target: its name, its fields, and the call.
Declare = Callable[[str, dict[str, Any], Unknown], Any]
# Deeper than any macro; a recursion without end is an error there as well.
_DEEPEST: Final = 50
_LARGEST: Final = 100_000
# These go on with what they have where a part of it is not certain.
_CONTAINERS: Final = (dict, list, tuple)


@dataclass(frozen=True)
class Function:
    """A function that a file defines."""

    node: ast.FunctionDef
    scope: Scope
    path: str


class _ReturnError(Exception):
    """The end of a function."""

    def __init__(self, value: Any) -> None:  # noqa: ANN401  whatever a BUILD file holds
        super().__init__()
        self.value = value


class _LoopEnd(Exception):  # noqa: N818  not an error
    """A `break`, or a `continue`."""

    def __init__(self, *, is_break: bool) -> None:
        super().__init__()
        self.is_break = is_break


class Statements(Expressions):
    """Follows the statements of one file."""

    def __init__(self, path: str, known: Known, declare: Declare) -> None:
        """Take the path of the file, what functions of Pants do, and what is done with a declaration."""
        super().__init__(path, self._function)
        self._known = known
        self._declare = declare
        self._calls = 0

    def run(self, body: Sequence[ast.stmt], scope: Scope) -> None:
        """Follow statements in their order."""
        for statement in body:
            self.step(statement)
            handler = getattr(self, f"_{type(statement).__name__}", self._uncertain_statement)
            handler(statement, scope)

    def _Expr(self, node: ast.Expr, scope: Scope) -> None:  # noqa: N802  a node's name
        self.evaluate(node.value, scope)

    def _Assign(self, node: ast.Assign, scope: Scope) -> None:  # noqa: N802  as above
        value = self.evaluate(node.value, scope)
        for target in node.targets:
            self.bind(target, value, scope)

    def _AnnAssign(self, node: ast.AnnAssign, scope: Scope) -> None:  # noqa: N802  as above
        if node.value is not None:
            self.bind(node.target, self.evaluate(node.value, scope), scope)

    def _AugAssign(self, node: ast.AugAssign, scope: Scope) -> None:  # noqa: N802  as above
        value: Any = self.unknown(node)
        if isinstance(node.target, ast.Name):
            before = ast.copy_location(ast.Name(node.target.id, ast.Load()), node)
            value = self.evaluate(ast.copy_location(ast.BinOp(before, node.op, node.value), node), scope)
        self.bind(node.target, value, scope)

    def _FunctionDef(self, node: ast.FunctionDef, scope: Scope) -> None:  # noqa: N802  as above
        plain = not node.decorator_list
        scope[node.name] = Function(node, scope, self._path) if plain else self.unknown(node)

    def _Return(self, node: ast.Return, scope: Scope) -> None:  # noqa: N802  as above
        raise _ReturnError(self.evaluate(node.value, scope))

    def _Break(self, _: ast.Break, __: Scope) -> None:  # noqa: N802  as above
        raise _LoopEnd(is_break=True)

    def _Continue(self, _: ast.Continue, __: Scope) -> None:  # noqa: N802  as above
        raise _LoopEnd(is_break=False)

    def _Pass(self, _: ast.Pass, __: Scope) -> None:  # noqa: N802  as above
        """Do nothing."""

    _Assert = _Global = _Nonlocal = _Pass

    def _Import(self, node: ast.stmt, _: Scope) -> None:  # noqa: N802  as above
        raise UserError("Pants allows no imports here.", "Delete it.", self.place(node))

    _ImportFrom = _Import

    def _If(self, node: ast.If, scope: Scope) -> None:  # noqa: N802  as above
        test = self.evaluate(node.test, scope)
        if first_unknown(test):
            self._uncertain_statement(node, scope)
        else:
            self.run(node.body if test else node.orelse, scope)

    def _For(self, node: ast.For, scope: Scope) -> None:  # noqa: N802  as above
        items = self.items(node.iter, scope)
        if items is None:
            self.bind(node.target, self.unknown(node.iter), scope)
            self._uncertain_statement(node, scope)
            return
        for item in items:
            self.bind(node.target, item, scope)
            try:
                self.run(node.body, scope)
            except _LoopEnd as end:
                if end.is_break:
                    return
        self.run(node.orelse, scope)

    def _uncertain_statement(self, node: ast.stmt, scope: Scope) -> None:
        """Follow a statement that may be run in part: nothing may be declared in it, and what it assigns is open."""
        was, self.is_certain = self.is_certain, False
        try:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Call):
                    self.evaluate(inner, scope)
                elif isinstance(inner, (ast.Name, ast.Subscript)) and isinstance(inner.ctx, ast.Store):
                    name = inner if isinstance(inner, ast.Name) else inner.value
                    scope.update({name.id: self.unknown(node)} if isinstance(name, ast.Name) else {})
        finally:
            self.is_certain = was

    def _function(self, node: ast.Call, function: Any, positional: list[Any], named: dict[str, Any]) -> Any:  # noqa: ANN401
        if isinstance(function, Function):
            return self._macro(node, function, positional, named)
        if isinstance(function, Symbol):
            return self._symbol(node, function, positional, named)
        if function not in plain_python.FUNCTIONS.values() or any(isinstance(each, Unknown) for each in positional):
            return self.unknown(node)
        if first_unknown([positional, named]) and function not in _CONTAINERS:
            return self.unknown(node)
        if function is range and any(isinstance(each, int) and abs(each) > _LARGEST for each in positional):
            return self.unknown(node)
        return function(*positional, **named)

    def _symbol(self, node: ast.Call, function: Symbol, positional: list[Any], named: dict[str, Any]) -> Any:  # noqa: ANN401
        known = self._known(function.name)
        if known is not None:
            if not self.is_certain and function.name.startswith("__"):
                self._refuse(function.name, node)
            return known(self.unknown(node), *positional, **named)
        if self.depth:
            return self.unknown(node)
        if not self.is_certain:
            self._refuse(function.name, node)
        return self._declare(function.name, named, self.unknown(node))

    def _refuse(self, name: str, node: ast.Call) -> None:
        message = f"Whether this {name} counts cannot be read without running the file."
        raise UserError(message, "Write it without a condition, or check with `./pants lint`.", self.place(node))

    def _macro(self, node: ast.Call, function: Function, positional: list[Any], named: dict[str, Any]) -> Any:  # noqa: ANN401
        """Follow a call of a function that a file defines."""
        arguments = _bound(function.node.args, positional, named)
        if arguments is None or self._calls > _DEEPEST:
            message = f"This call of `{function.node.name}` cannot be read without running the file."
            raise UserError(message, "Write what it declares, or check with `./pants lint`.", self.place(node))
        spec = function.node.args
        given = [*spec.args, *spec.kwonlyargs]
        defaults = {
            argument.arg: default
            for arguments_of, values in ((spec.args, spec.defaults), (spec.kwonlyargs, spec.kw_defaults))
            for argument, default in zip(reversed(arguments_of), reversed(values))
        }
        scope = {**function.scope, **arguments}
        for argument in given:
            if argument.arg not in arguments:
                scope[argument.arg] = self.evaluate(defaults[argument.arg], function.scope)
        depth, path, self._path = self.depth, self._path, function.path
        self.depth, self._calls = 0, self._calls + 1
        try:
            self.run(function.node.body, scope)
        except _ReturnError as end:
            return end.value
        finally:
            self.depth, self._path, self._calls = depth, path, self._calls - 1
        return None


def _bound(spec: ast.arguments, positional: list[Any], named: dict[str, Any]) -> Optional[dict[str, Any]]:
    """Give arguments their names; None where they do not fit."""
    names = [argument.arg for argument in spec.args]
    known = {*names, *(argument.arg for argument in spec.kwonlyargs)}
    required = set(names[: len(names) - len(spec.defaults)])
    required.update(each.arg for each, value in zip(spec.kwonlyargs, spec.kw_defaults) if value is None)
    found = dict(zip(names, positional))
    extra, more = positional[len(names) :], {name: each for name, each in named.items() if name not in known}
    wrong = spec.posonlyargs or (extra and spec.vararg is None) or (more and spec.kwarg is None)
    if wrong or found.keys() & named.keys() or required - found.keys() - named.keys():
        return None
    found.update((name, each) for name, each in named.items() if name in known)
    if spec.vararg is not None:
        found[spec.vararg.arg] = tuple(extra)
    if spec.kwarg is not None:
        found[spec.kwarg.arg] = more
    return found
