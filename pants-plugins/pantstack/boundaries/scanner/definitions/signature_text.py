"""Functions and their decorators in one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tree_sitter import Node

from pantstack.syntax.source import text_of

# Change nothing for the callers of what they stand at.
_TRANSPARENT = frozenset({"abstractmethod", "cache", "deprecated", "final", "lru_cache", "no_type_check", "override"})
# Change how it is called in a way that is known.
_KNOWN = {
    "asynccontextmanager": "@asynccontextmanager",
    "cached_property": "@property",
    "classmethod": "@classmethod",
    "contextmanager": "@contextmanager",
    "property": "@property",
    "staticmethod": "@staticmethod",
}
_SEPARATORS = {"keyword_separator": "*", "positional_separator": "/"}


def one_line(node: Node) -> str:
    """Return code on one line; of a string that is all of it, the text."""
    text = " ".join(text_of(node).split())
    quote = text[:1]
    plain = len(text) > 1 and quote in "\"'" and text[-1] == quote and quote not in text[1:-1]
    return text[1:-1] if plain else text


def decorators(definition: Node) -> tuple[Node, ...]:
    """Return what stands behind the `@` of each decorator."""
    above = definition.parent
    if above is None or above.type != "decorated_definition":
        return ()
    found = (child for child in above.named_children if child.type == "decorator")
    return tuple(each.named_children[0] for each in found if each.named_children)


def decorator_name(node: Node) -> str:
    """Return the last name of a decorator, without its arguments."""
    return text_of(node.child_by_field_name("function") or node).rpartition(".")[2]


def signature(function: Node) -> str:
    """Return what callers depend on, such as "async def (id: str, *, strict: bool = ...) -> Order"."""
    names = [decorator_name(each) for each in decorators(function)]
    unknown = [name for name in names if name not in _TRANSPARENT and name not in _KNOWN and name != "setter"]
    if unknown:
        return f"opaque (@{', @'.join(unknown)})"
    marks = [_KNOWN[name] for name in names if name in _KNOWN]
    word = "async def" if text_of(function).startswith("async") else "def"
    parameters = function.child_by_field_name("parameters")
    listed = ", ".join(_parameters(() if parameters is None else parameters.named_children))
    returned = function.child_by_field_name("return_type")
    arrow = "" if returned is None else f" -> {one_line(returned)}"
    return " ".join((*marks, f"{word} ({listed}){arrow}"))


def _parameters(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if node.type == "comment":
            continue
        annotation, value = node.child_by_field_name("type"), node.child_by_field_name("value")
        name = _SEPARATORS.get(node.type) or text_of(node.child_by_field_name("name") or node)
        if node.type == "typed_parameter":
            name = text_of(node.named_children[0])
        typed = name if annotation is None else f"{name}: {one_line(annotation)}"
        yield typed if value is None else f"{typed} = ..." if annotation is not None else f"{typed}=..."
