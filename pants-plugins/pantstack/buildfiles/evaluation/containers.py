"""Evaluates lists, dictionaries and comprehensions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, Optional

from pantstack.buildfiles.evaluation.values import Unknown, first_unknown

Scope = dict[str, Any]
_VIEWS: tuple[type, ...] = (type({}.items()), type({}.keys()), type({}.values()))


class UncertainError(Exception):
    """What a comprehension goes over is not certain."""


class Collections:
    """Evaluates collections; what is in them, and how often, is for the class that has this one as its base."""

    is_certain: bool

    def unknown(self, node: ast.AST) -> Unknown:
        """Return what stands for an expression whose value is not certain."""
        raise NotImplementedError

    def evaluate(self, node: Optional[ast.AST], scope: Scope) -> Any:  # noqa: ANN401  whatever a BUILD file holds
        """Evaluate an expression."""
        raise NotImplementedError

    def bind(self, target: ast.AST, value: Any, scope: Scope) -> None:  # noqa: ANN401  as above
        """Assign a value to names."""
        raise NotImplementedError

    def items(self, node: ast.AST, scope: Scope) -> Optional[list[Any]]:
        """Return what a loop goes over; None where that is not certain."""
        value = self.evaluate(node, scope)
        if isinstance(value, (str, list, tuple, dict, set, frozenset, range, *_VIEWS)) or hasattr(value, "__next__"):
            return list(value)
        return None

    def _List(self, node: ast.List, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        found: list[Any] = []
        for each in node.elts:
            items = self.items(each.value, scope) if isinstance(each, ast.Starred) else None
            if isinstance(each, ast.Starred):
                found += [self.unknown(each)] if items is None else items
            else:
                found.append(self.evaluate(each, scope))
        return found

    def _Tuple(self, node: ast.Tuple, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        return tuple(self._List(ast.List(node.elts, node.ctx), scope))

    def _Set(self, node: ast.Set, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        return set(self._List(ast.List(node.elts, ast.Load()), scope))

    def _Dict(self, node: ast.Dict, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        found: dict[Any, Any] = {}
        for key, each in zip(node.keys, node.values):
            value = self.evaluate(each, scope)
            if key is not None:
                found[self.evaluate(key, scope)] = value
            elif isinstance(value, dict):
                found.update(value)
            else:
                found[self.unknown(each)] = value
        return found

    def _ListComp(self, node: ast.ListComp, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        return [self.evaluate(node.elt, inner) for inner in self._rounds(node.generators, dict(scope), node)]

    def _GeneratorExp(self, node: ast.GeneratorExp, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        return [self.evaluate(node.elt, inner) for inner in self._rounds(node.generators, dict(scope), node)]

    def _SetComp(self, node: ast.SetComp, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        return {self.evaluate(node.elt, inner) for inner in self._rounds(node.generators, dict(scope), node)}

    def _DictComp(self, node: ast.DictComp, scope: Scope) -> Any:  # noqa: ANN401, N802  as above
        rounds = self._rounds(node.generators, dict(scope), node)
        return {self.evaluate(node.key, inner): self.evaluate(node.value, inner) for inner in rounds}

    def _rounds(self, generators: list[ast.comprehension], scope: Scope, node: ast.AST) -> Iterator[Scope]:
        """Yield the scope of each round of a comprehension; of an uncertain one, one that stands for all."""
        if not generators:
            yield scope
            return
        first, rest = generators[0], generators[1:]
        items = self.items(first.iter, scope)
        for item in [self.unknown(first.iter)] if items is None else items:
            self.bind(first.target, item, scope)
            tests = [self.evaluate(test, scope) for test in first.ifs]
            if items is None or first_unknown(tests):
                yield from self._uncertain(rest, scope, node)
            elif all(tests):
                yield from self._rounds(rest, scope, node)

    def _uncertain(self, generators: list[ast.comprehension], scope: Scope, node: ast.AST) -> Iterator[Scope]:
        """Yield a scope in which nothing may be declared."""
        was, self.is_certain = self.is_certain, False
        try:
            yield from self._rounds(generators, scope, node)
        finally:
            self.is_certain = was
        raise UncertainError
