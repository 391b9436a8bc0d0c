"""The names in the signatures of a file's public classes and functions, and in the types of its variables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from pantstack.boundaries.scanner.model import SignatureReference
from pantstack.boundaries.scanner.statements import Imported
from pantstack.boundaries.scanner.top_level.assigned_values import assigned
from pantstack.boundaries.scanner.top_level.bindings import import_binding, top_level
from pantstack.boundaries.scanner.top_level.type_names import names_in
from pantstack.boundaries.scanner.top_level.value_types import Part, parts_of_value, parts_of_values, type_parameters
from pantstack.boundaries.scanner.tree_cursor import TreeCursor
from pantstack.syntax.source import text_of

_CALLED = frozenset({"__init__", "__call__"})
_INSTANCE = re.compile(rb"self\.[A-Za-z]\w*[ \t]*:")


def signature_references(
    cursor: TreeCursor, imported: Iterable[Imported], statements: Iterable[Node]
) -> tuple[SignatureReference, ...]:
    """Return all names in public signatures, and in the types of variables, in order."""
    source = cursor.source
    found: list[SignatureReference] = []
    for statement in statements:
        for symbol, parameters, part in _parts(statement):
            for position, name in names_in(source, part):
                if name.partition(".")[0] not in parameters:
                    found.append(SignatureReference(symbol, position, name, part.alias))
    for symbol, part in _of_instances(cursor):
        found += [SignatureReference(symbol, position, name) for position, name in names_in(source, part)]
    found += _of_class_imports(cursor, imported)
    return tuple(sorted(found, key=lambda each: (each.position.line, each.position.column, each.name)))


def _parts(statement: Node) -> Iterator[tuple[str, frozenset[str], Part]]:
    """The pieces of the signatures of what a statement defines, with its name and type parameters."""
    if statement.type in ("class_definition", "function_definition"):
        symbol = text_of(statement.child_by_field_name("name"))
        if symbol and not symbol.startswith("_"):
            parts = _of_class(statement) if statement.type == "class_definition" else _of_function(statement)
            yield from ((symbol, parameters, part) for parameters, part in parts)
        return
    known = type_parameters(statement)
    yield from ((symbol, known, part) for symbol, part in parts_of_values(statement) if symbol and symbol[:2] != "__")


def _of_instances(cursor: TreeCursor) -> Iterator[tuple[str, Part]]:
    """The annotations of what methods of public classes give `self`, with the class."""
    data = cursor.source.data
    for found in _INSTANCE.finditer(data):
        at = found.start()
        before = data[data.rfind(b"\n", 0, at) + 1 : at]
        if not before or before.strip(b" \t"):
            continue
        stack = cursor.seek(at)
        statement = next((frame.node for frame in reversed(stack) if frame.node.type == "assignment"), None)
        annotation = None if statement is None else statement.child_by_field_name("type")
        symbol = _public_class(cursor, at)
        if annotation is not None and symbol:
            yield symbol, Part(annotation, types=True)


def _of_class_imports(cursor: TreeCursor, imported: Iterable[Imported]) -> Iterator[SignatureReference]:
    """What the bodies of public classes import: attributes of those classes."""
    for each in imported:
        name = each.site.bound or "_"
        if each.scope.kind == "class" and name[:1] != "_":
            symbol = _public_class(cursor, each.offset)
            if symbol:
                yield SignatureReference(symbol, each.place, name, imported=import_binding(each, "always"))


def _public_class(cursor: TreeCursor, offset: int) -> str:
    """The name of the public class of the top level that a byte is in; empty if it is in none, or in several."""
    classes = [frame for frame in cursor.seek(offset) if frame.node.type == "class_definition"]
    name = text_of(classes[0].node.child_by_field_name("name")) if len(classes) == 1 else ""
    return name if name[:1] not in ("", "_") and classes[0].scope is cursor.module else ""


def _of_function(function: Node, known: frozenset[str] = frozenset()) -> Iterator[tuple[frozenset[str], Part]]:
    """The annotations and defaults of a function, each with the type parameters known there."""
    known, bounds = _type_parameters(function, known)
    for bound in bounds:
        yield known, bound
    returned = function.child_by_field_name("return_type")
    if returned is not None:
        yield known, Part(returned, types=True)
    parameters = function.child_by_field_name("parameters")
    for parameter in () if parameters is None else parameters.named_children:
        annotation = parameter.child_by_field_name("type")
        default = parameter.child_by_field_name("value")
        if annotation is not None:
            yield known, Part(annotation, types=True)
        if default is not None:
            yield known, Part(default, types=False)


def _of_class(definition: Node) -> Iterator[tuple[frozenset[str], Part]]:
    """The bases, keywords, annotated attributes and public methods of a class."""
    known, bounds = _type_parameters(definition, frozenset())
    for bound in bounds:
        yield known, bound
    bases = definition.child_by_field_name("superclasses")
    if bases is not None:
        yield known, Part(bases, types=False)
    body = definition.child_by_field_name("body")
    for statement in () if body is None else top_level(body):
        if statement.type == "assignment":
            left, annotation = statement.child_by_field_name("left"), statement.child_by_field_name("type")
            if text_of(left).startswith("_"):
                continue
            if annotation is not None:
                yield known, Part(annotation, types=True)
            else:
                yield from ((known, part) for part in _of_attribute(statement))
        elif statement.type == "function_definition":
            name = text_of(statement.child_by_field_name("name"))
            if name in _CALLED or not name.startswith("_"):
                yield from _of_function(statement, known)


def _of_attribute(statement: Node) -> Iterator[Part]:
    """The types of what a class assigns to its attributes: a class or module as it is counts, too."""
    for _, value in assigned(statement):
        if value is not None and value.type in ("identifier", "attribute"):
            yield Part(value, types=False)
        elif value is not None:
            yield from (part._replace(alias=False) for part in parts_of_value(value))


def _type_parameters(definition: Node, known: frozenset[str]) -> tuple[frozenset[str], list[Part]]:
    """The type parameters of a definition besides those that are known, and their bounds."""
    parameters = definition.child_by_field_name("type_parameters")
    bounds = []
    names = set(known)
    for parameter in () if parameters is None else parameters.named_children:
        node = parameter
        while node.type in ("type", "splat_type", "constrained_type"):
            if node.type == "constrained_type":
                bounds += [Part(bound, types=True) for bound in node.named_children[1:]]
            node = node.named_children[0]
        names.add(text_of(node))
    return frozenset(names), bounds
