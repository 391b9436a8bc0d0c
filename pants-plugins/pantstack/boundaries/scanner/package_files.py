"""What the `__init__` file of a package is: code of its own, or only a mark."""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from pantstack.syntax.source import text_of

_NOTHING = frozenset({"comment", "string", "concatenated_string", "pass_statement", "ellipsis", "line_continuation"})
_HOLDERS = frozenset({"future_import_statement", "try_statement", "except_clause", "finally_clause", "block"})
_HELPERS = frozenset({"pkgutil", "pkg_resources"})
_EXTENDING = ("extend_path", "declare_namespace")


def package_traits(path: str, statements: Sequence[Node]) -> tuple[bool, bool]:
    """Tell what a file is to its package.

    Args:
        statements: those that run on import, those in blocks included.

    Returns:
        Whether it has code, as every file has but an `__init__` that only marks a package or lets it go on elsewhere;
        and whether it is an `__init__` that lets it.
    """
    if path.rpartition("/")[2] not in ("__init__.py", "__init__.pyi"):
        return True, False
    return not all(map(_is_mark, statements)), any(map(_extends, statements))


def _is_mark(statement: Node) -> bool:
    """Return whether a statement does nothing, or is part of what lets a package go on elsewhere."""
    outer = statement.parent
    if statement.type in _NOTHING | _HOLDERS or (outer is not None and outer.type == "except_clause"):
        return True
    if statement.type == "import_statement":
        return {text_of(name) for name in statement.named_children} <= _HELPERS
    if statement.type == "import_from_statement":
        return text_of(statement.child_by_field_name("module_name")) in _HELPERS
    return _extends(statement)


def _extends(statement: Node) -> bool:
    """Return whether a statement lets the package go on in other directories."""
    call = statement
    if statement.type == "assignment":
        if text_of(statement.child_by_field_name("left")) != "__path__":
            return False
        call = statement.child_by_field_name("right") or statement
    function = call.child_by_field_name("function") if call.type == "call" else None
    return function is not None and text_of(function).endswith(_EXTENDING)
