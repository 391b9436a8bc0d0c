"""Compare two signatures as their callers see them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Optional

ParameterKind = Literal["by position", "either", "several", "by name", "any names"]
_OLD_NAMES = {"Dict": "dict", "FrozenSet": "frozenset", "List": "list", "Set": "set", "Tuple": "tuple", "Type": "type"}
_LITERAL = "Literal"


@dataclass(frozen=True)
class Parameter:
    """A parameter of a signature."""

    name: str
    kind: ParameterKind
    annotation: str
    has_default: bool


@dataclass(frozen=True)
class Signature:
    """A line such as "@classmethod async def (id: str) -> Order"."""

    head: str
    parameters: tuple[Parameter, ...]
    returns: str


@lru_cache(maxsize=4096)
def parse(text: str) -> Optional[Signature]:
    """Read a line of a lock; None if it is no signature that this interpreter reads."""
    head, _, rest = text.partition("def (")
    try:
        (function,) = ast.parse(f"{'async ' if 'async ' in head else ''}def f({rest}: ...").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    arguments, found = function.args, []
    positional = [*arguments.posonlyargs, *arguments.args]
    first_default = len(positional) - len(arguments.defaults)
    for at, each in enumerate(positional):
        kind: ParameterKind = "by position" if at < len(arguments.posonlyargs) else "either"
        found.append(Parameter(each.arg, kind, _text(each.annotation), at >= first_default))
    if arguments.vararg is not None:
        found.append(Parameter(arguments.vararg.arg, "several", _text(arguments.vararg.annotation), has_default=True))
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        found.append(Parameter(each.arg, "by name", _text(each.annotation), default is not None))
    if arguments.kwarg is not None:
        found.append(Parameter(arguments.kwarg.arg, "any names", _text(arguments.kwarg.annotation), has_default=True))
    return Signature(head, tuple(found), _text(function.returns))


def breaking_signature(before: str, after: str) -> Optional[str]:
    """Say what a caller of a function can no longer rely on; None if all of it holds."""
    old, new = parse(before), parse(after)
    if old is None or new is None:
        return f"was `{before}`, and is `{after}`"
    if old.head != new.head:
        return _changed_head(old.head, new.head)
    return (
        next((each for each in map(lambda one: _lost(one, old, new), old.parameters) if each), None)  # noqa: C417
        or _added(old, new)
        or _changed_type("returns", old.returns, new.returns)
    )


def annotation(text: str) -> str:
    """Return the type of an attribute or property, as its line has it."""
    if "def (" in text:
        signature = parse(text)
        return "" if signature is None else signature.returns
    return text.partition(": ")[2].removesuffix(" = ...")


def same_type(one: str, other: str) -> bool:
    """Return whether two annotations mean the same in whatever spelling, such as Optional[int] and int | None."""
    return one == other or _normal(one) == _normal(other)


def _changed_head(old: str, new: str) -> Optional[str]:
    if "async " in old and "async " not in new:
        return "is no longer a coroutine"
    if "async " in new and "async " not in old:
        return "is now a coroutine"
    if new.replace("@setter ", "") == old:
        return None
    if old.replace("@setter ", "") == new:
        return "can no longer be set"
    return f"was `{(old + 'def').strip()}`, and is `{(new + 'def').strip()}`"


def _positional(signature: Signature) -> list[Parameter]:
    return [each for each in signature.parameters if each.kind in ("by position", "either")]


def _lost(old: Parameter, before: Signature, after: Signature) -> Optional[str]:
    """Say what is no longer possible with a parameter that was there."""
    new = _counterpart(old, before, after)
    if new is None:
        return _renamed(old, before, after) or f"has lost its parameter `{old.name}`"
    if old.kind == "either" and new.kind == "by name":
        return f"takes `{old.name}` by its name only"
    if old.kind in ("either", "by name") and new.kind == "by position":
        return f"no longer takes `{old.name}` by its name"
    was, now = _positional(before), _positional(after)
    if old in was and new in now and was.index(old) != now.index(new):
        return f"takes `{old.name}` in another place"
    if old.has_default and not new.has_default:
        return f"has no default for `{old.name}` any more"
    return _changed_type(f"takes `{old.name}` as", old.annotation, new.annotation)


def _counterpart(old: Parameter, before: Signature, after: Signature) -> Optional[Parameter]:
    """The parameter that takes what an old one took."""
    if old.kind in ("several", "any names"):
        return next((each for each in after.parameters if each.kind == old.kind), None)
    if old.kind == "by position":
        at, now = _positional(before).index(old), _positional(after)
        return now[at] if at < len(now) else None
    return next((each for each in after.parameters if each.name == old.name and each.kind != "several"), None)


def _renamed(old: Parameter, before: Signature, after: Signature) -> Optional[str]:
    was, now = _positional(before), _positional(after)
    if old not in was or was.index(old) >= len(now):
        return None
    new = now[was.index(old)]
    known = any(each.name == new.name for each in before.parameters)
    return None if known else f"has its parameter `{old.name}` renamed to `{new.name}`"


def _added(before: Signature, after: Signature) -> Optional[str]:
    places = len([each for each in before.parameters if each.kind == "by position"])
    names = {each.name for each in before.parameters}
    for at, each in enumerate(after.parameters):
        taken = each.name in names or (each.kind in ("by position", "either") and at < places)
        if not taken and not each.has_default:
            return f"needs a new parameter, `{each.name}`"
    return None


def _changed_type(words: str, old: str, new: str) -> Optional[str]:
    if not old or same_type(old, new):
        return None
    return f"{words} `{new}`, no longer `{old}`" if new else f"{words} something without a type, no longer `{old}`"


def _text(node: Optional[ast.expr]) -> str:
    return "" if node is None else ast.unparse(node)


@lru_cache(maxsize=4096)
def _normal(text: str) -> str:
    try:
        return ast.dump(_Spelled().visit(ast.parse(text, mode="eval")))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text


class _Spelled(ast.NodeTransformer):
    """Spells a type as Python of today does."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """A type in quotes is that type."""
        return _unquoted(node.value) or node if isinstance(node.value, str) else node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """The generic aliases of `typing` are the built-in classes."""
        return ast.Name(_OLD_NAMES.get(node.id, node.id), ast.Load())

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """What is read from `typing` is that name."""
        plain = isinstance(node.value, ast.Name) and node.value.id in ("t", "typing")
        return self.visit_Name(ast.Name(node.attr, ast.Load())) if plain else self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """A union is one however it is written; strings in a Literal are values."""
        name = self.visit(node.value)
        if isinstance(name, ast.Name) and name.id == _LITERAL:
            return ast.Subscript(name, node.slice, ast.Load())
        inside = self.visit(node.slice)
        parts: Sequence[ast.expr] = inside.elts if isinstance(inside, ast.Tuple) else (inside,)
        if isinstance(name, ast.Name) and name.id in ("Optional", "Union"):
            parts = (*parts, ast.Constant(None)) if name.id == "Optional" else parts
            return _union(parts)
        return ast.Subscript(name, inside, ast.Load())

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """The order of a union means nothing."""
        return _union((self.visit(node.left), self.visit(node.right)))


def _unquoted(text: str) -> Optional[ast.AST]:
    try:
        return _Spelled().visit(ast.parse(text, mode="eval").body)  # type: ignore[no-any-return]
    except (SyntaxError, ValueError):
        return None


def _union(parts: Sequence[ast.expr]) -> ast.expr:
    """One set of all members, those of unions inside included."""
    members: dict[str, ast.expr] = {}
    for part in parts:
        for each in part.elts if isinstance(part, ast.Set) else (part,):
            members[ast.dump(each)] = each
    return ast.Set([members[key] for key in sorted(members)])
