"""What the `__init__` file of a package is: code of its own, or only a mark."""

from __future__ import annotations

from collections.abc import Iterable

from tree_sitter import Node

from pantstack.boundaries.scanner.model import PackageKind
from pantstack.syntax.source import text_of

_NOTHING = frozenset({"comment", "string", "concatenated_string", "pass_statement", "ellipsis", "line_continuation"})
_HOLDERS = frozenset({"future_import_statement", "try_statement", "except_clause", "finally_clause", "block"})
_HELPERS = frozenset({"pkgutil", "pkg_resources"})
_EXTENDING = ("extend_path", "declare_namespace")


def package_kind(path: str, data: bytes, statements: Iterable[Node]) -> PackageKind:
    """Tell what a file makes of its package; a file that is not its `__init__` has code.

    Args:
        statements: those that run on import, those in blocks included.
    """
    if path.rpartition("/")[2] not in ("__init__.py", "__init__.pyi"):
        return "code"
    kinds = {_kind(statement) for statement in statements if _counts(statement)} if data.strip() else set()
    return "code" if "code" in kinds else "namespace" if "namespace" in kinds else "empty"


def _counts(statement: Node) -> bool:
    """Return whether a statement is one by itself: the words of an `except` are none."""
    outer = statement.parent
    return statement.type not in _NOTHING | _HOLDERS and (outer is None or outer.type != "except_clause")


def _kind(statement: Node) -> PackageKind:
    """Tell what one statement makes of the package."""
    if statement.type == "import_statement":
        names = {text_of(name) for name in statement.named_children}
        return "empty" if names <= _HELPERS else "code"
    if statement.type == "import_from_statement":
        return "empty" if text_of(statement.child_by_field_name("module_name")) in _HELPERS else "code"
    call = statement
    if statement.type == "assignment":
        if text_of(statement.child_by_field_name("left")) != "__path__":
            return "code"
        call = statement.child_by_field_name("right") or statement
    function = call.child_by_field_name("function") if call.type == "call" else None
    return "namespace" if function is not None and text_of(function).endswith(_EXTENDING) else "code"
