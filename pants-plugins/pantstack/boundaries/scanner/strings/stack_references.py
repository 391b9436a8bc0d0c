"""Stack references: the stacks of Pulumi whose outputs a program reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.attribute_chains import Target, Targets
from pantstack.boundaries.scanner.model import StackReference
from pantstack.boundaries.scanner.name_context import arguments
from pantstack.boundaries.scanner.scopes import Names, NameUse
from pantstack.boundaries.scanner.statements import Imported
from pantstack.boundaries.scanner.strings.call_arguments import argument
from pantstack.boundaries.scanner.strings.string_evaluation import UNKNOWN, StringEvaluator
from pantstack.syntax.source import shortened

CLASS = "StackReference"
PACKAGE = "pulumi"
_PROJECT = f"{PACKAGE}.get_project"
_STAR = "*"
# Stands in a stack's name for the project of the program itself.
OWN_PROJECT = "\N{OBJECT REPLACEMENT CHARACTER}"
_CLASSES = frozenset({f"{PACKAGE}.{CLASS}", f"{PACKAGE}.stack_reference.{CLASS}"})


def find_class_names(imported: Iterable[Imported], data: bytes) -> frozenset[str]:
    """Return the names of a file that may lead to the class of stack references, `*` for all that a star brings."""
    if CLASS.encode() not in data:
        return frozenset()
    sites = [each.site for each in imported if not each.site.level and each.site.module.partition(".")[0] == PACKAGE]
    return frozenset({site.bound or _STAR for site in sites})


def references(
    class_names: Collection[str], names: Names, targets: Targets, strings: StringEvaluator
) -> Iterator[StackReference]:
    """Yield the stack references of a file."""
    starred = _STAR in class_names
    looked_at = {name for name in class_names if name != _STAR} | ({CLASS} if starred else set())
    calls: list[tuple[NameUse, Node]] = []
    for use in names.uses(looked_at):
        call = use.chain.call
        if call is None:
            continue
        star_imported = starred and use.name == CLASS and not names.bound(CLASS, use.scope)
        dotted = (
            {f"{PACKAGE}.{CLASS}"}
            if star_imported
            else _dotted(targets.of(use.name, use.scope, use.node.start_byte) or (), use)
        )
        if _PROJECT in dotted:
            strings.remember(call, OWN_PROJECT)
        named = _named(call) if dotted & _CLASSES else None
        calls += [(use, named)] if named is not None else []
    for use, named in calls:
        piece = strings.evaluate(named, use.scope) or UNKNOWN
        parts = ("", piece.value, *piece.after) if piece.anchor else (piece.value, *piece.after)
        source = names.cursor.source
        yield StackReference(source.start(named), source.end(named), shortened(named), parts)


def _dotted(targets: Iterable[Target], use: NameUse) -> set[str]:
    return {each.reading(use.chain.attributes).dotted for each in targets if each.level == 0}


def _named(call: Node) -> Optional[Node]:
    """The argument that names the stack: the second one, else the first, which names the reference itself, too."""
    given = arguments(call)
    unclear = next((each for each in given if each.type.endswith("_splat")), None)
    stack = argument(call, 1, "stack_name")
    if stack is not None and stack.type != "none":
        return unclear if unclear is not None and unclear.type == "list_splat" else stack
    return unclear or argument(call, 0, "name")
