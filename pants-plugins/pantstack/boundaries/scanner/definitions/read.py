"""Reads what a file's definitions look like to whoever uses them; nothing is run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.definitions.model import Definition, DefinitionKind, FileDefinitions
from pantstack.boundaries.scanner.definitions.signature_text import (
    decorator_name,
    decorators,
    one_line,
    signature,
)
from pantstack.boundaries.scanner.top_level.assigned_values import assigned
from pantstack.boundaries.scanner.top_level.bindings import top_level
from pantstack.syntax.source import Source, UnreadableError, read, text_of

# Of the names with two underscores, those by which objects are made, called and iterated over.
_PROTOCOL = frozenset(
    f"__{name}__"
    for name in (
        *("init", "new", "call", "enter", "exit", "aenter", "aexit", "await", "iter", "next", "aiter", "anext"),
        *("len", "contains", "getitem", "setitem", "delitem", "lt", "le", "gt", "ge", "add", "sub", "mul", "bool"),
    )
)
_CONFIGURATION = "model_config"
# Describe an attribute, which may have a default or none.
_FIELDS = frozenset({"Field", "field"})
_SETTER = "setter"


def definitions(path: str, content: bytes) -> FileDefinitions:
    """Read one file, given its bytes; what is defined in several ways is opaque."""
    try:
        source = read(content)
    except UnreadableError:
        return FileDefinitions(path)
    found: dict[str, Definition] = {}
    for each in _of_block(source, source.root, ""):
        before = found.get(each.name)
        if before is None:
            found[each.name] = each
        elif before.text.startswith("@property") and each.text == _SETTER:
            text = before.text.replace("@property", "@property @setter", 1)
            found[each.name] = Definition(each.name, before.kind, text, before.position)
        elif each.kind != "constant" and each.text not in (before.text, _SETTER):
            found[each.name] = Definition(each.name, "opaque", "opaque (several definitions)", before.position)
    return FileDefinitions(path, tuple(sorted(found.values(), key=lambda each: each.position)))


def _of_block(source: Source, block: Node, owner: str) -> Iterator[Definition]:
    """What a file, or the body of a class, defines."""
    statements = sorted(top_level(block), key=lambda node: node.start_byte)
    for statement in statements:
        if statement.type == "function_definition":
            yield from _of_function(source, statement, owner)
        elif statement.type == "class_definition":
            yield from _of_class(source, statement, owner)
        elif statement.type == "assignment":
            yield from _of_assignment(source, statement, owner)


def _of_function(source: Source, function: Node, owner: str) -> Iterator[Definition]:
    name = text_of(function.child_by_field_name("name"))
    if _is_public(name, owner):
        is_setter = any(decorator_name(each) == _SETTER for each in decorators(function))
        text = _SETTER if is_setter else signature(function)
        kind: DefinitionKind = "opaque" if text.startswith("opaque") else "function"
        yield Definition(f"{owner}{name}", kind, text, source.start(function.child_by_field_name("name") or function))


def _of_class(source: Source, definition: Node, owner: str) -> Iterator[Definition]:
    name, body = text_of(definition.child_by_field_name("name")), definition.child_by_field_name("body")
    if not _is_public(name, owner):
        return
    bases = definition.child_by_field_name("superclasses")
    named = tuple(one_line(each) for each in ([] if bases is None else bases.named_children) if each.type != "comment")
    marks = [f"@{one_line(each)}" for each in decorators(definition) if decorator_name(each) == "dataclass"]
    place = source.start(definition.child_by_field_name("name") or definition)
    yield Definition(f"{owner}{name}", "class", " ".join((*marks, "class")), place, named)
    if body is not None:
        yield from _of_block(source, body, f"{owner}{name}.")


def _of_assignment(source: Source, statement: Node, owner: str) -> Iterator[Definition]:
    annotation = statement.child_by_field_name("type")
    value = statement.child_by_field_name("right")
    typed = "" if annotation is None else f": {one_line(annotation)}"
    kind: DefinitionKind = "attribute" if owner else "constant"
    given = " = ..." if owner and _is_default(value) else ""
    for name, _ in assigned(statement):
        if _is_public(text_of(name), owner) and not (owner and typed.startswith((": ClassVar", ": typing.ClassVar"))):
            yield Definition(f"{owner}{text_of(name)}", kind, f"{kind}{typed}{given}", source.start(name))


def _is_default(value: Optional[Node]) -> bool:
    """Return whether what stands behind the `=` of an attribute is its default, rather than a description of it."""
    if value is None or value.type == "ellipsis":
        return False
    if value.type != "call" or text_of(value.child_by_field_name("function")).rpartition(".")[2] not in _FIELDS:
        return True
    arguments = value.child_by_field_name("arguments")
    for argument in () if arguments is None else arguments.named_children:
        if argument.type == "keyword_argument":
            if text_of(argument.child_by_field_name("name")) in ("default", "default_factory"):
                return True
        elif argument.type not in ("comment", "ellipsis"):
            return True
    return False


def _is_public(name: str, owner: str) -> bool:
    """Return whether a name is read: at the top level every one may be offered, in a class those for its users."""
    return bool(name) and name != _CONFIGURATION and (not owner or not name.startswith("_") or name in _PROTOCOL)
