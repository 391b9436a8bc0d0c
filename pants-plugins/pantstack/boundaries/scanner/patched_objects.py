"""Names that tests replace in an object that they hold, as `mock.patch.object(service, "run")` does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.attribute_chains import Target, reach
from pantstack.boundaries.scanner.model import ImportSite
from pantstack.boundaries.scanner.name_context import arguments
from pantstack.boundaries.scanner.scopes import NameUse
from pantstack.boundaries.scanner.string_literals import literal
from pantstack.syntax.source import Source, text_of

# The methods of monkeypatch, mock and mocker; what else has one of these names is taken for one.
_METHODS = frozenset({"delattr", "object", "setattr", "spy", "stub"})
_MULTIPLE = "multiple"
_WORDS = tuple(f".{method}".encode() for method in (*_METHODS, _MULTIPLE))
_OBJECTS = frozenset({"obj", "target"})
_NAMES = frozenset({"attribute", "name"})
# Whatever the object has.
ANYTHING = "*"


def patched_names(
    read: Iterable[tuple[NameUse, Iterable[Target]]], roots: Optional[frozenset[str]], source: Source
) -> Iterator[ImportSite]:
    """Yield the names that are replaced in modules, each as if it were imported from there; a star for any.

    Args:
        roots: the first segments that matter; None for all.
    """
    for use, targets in read if any(word in source.data for word in _WORDS) else ():
        # What is called is not given to another function.
        for name in _names(use.chain.whole) if use.chain.call is None else ():
            longer = (target.reading((*use.chain.attributes, name)) for target in targets)
            for level, dotted, base in reach(longer, roots):
                module = dotted[: -len(name) - 1]
                yield ImportSite(source.start(use.node), module, level, name, kind="attribute", base=base)


def _names(node: Node) -> Iterator[str]:
    """The names that a call replaces in what a node is, if that is given to one that does so."""
    holder = node.parent
    given = node if holder is None or holder.type != "keyword_argument" else holder
    call = None if given.parent is None or given.parent.type != "argument_list" else given.parent.parent
    function = None if call is None else call.child_by_field_name("function")
    if call is None or function is None or function.type != "attribute":
        return
    method = text_of(function.child_by_field_name("attribute"))
    listed = arguments(call)
    keywords = {text_of(each.child_by_field_name("name")): each for each in listed if each.type == "keyword_argument"}
    if listed[0] != given and given not in [keywords.get(name) for name in _OBJECTS]:
        return
    if method == _MULTIPLE:
        yield from (keywords.keys() - _OBJECTS)
    elif method in _METHODS:
        written = next((keywords[name].child_by_field_name("value") for name in _NAMES if name in keywords), None)
        place = written or next((each for each in listed[1:] if each.type != "keyword_argument"), None)
        text = None if place is None else literal(place)
        if place is not None:
            yield text if text is not None and text.isidentifier() else ANYTHING
