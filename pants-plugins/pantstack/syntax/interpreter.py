"""Whether the running interpreter takes a text for Python."""

from __future__ import annotations

import ast
import threading
import warnings

from tree_sitter import Node

# `ast` of CPython 3.9 ends the whole process on trees of some 10,000 levels.
_DEEPEST = 1000
# Warning filters are global to the process.
_QUIET = threading.Lock()


def interpreter_parses(data: bytes, root: Node) -> bool:
    """Return whether the running interpreter parses a text, whose tree is given; False where it is nested too deep."""
    if _deeper(root, _DEEPEST):
        return False
    try:
        with _QUIET, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(data.decode("utf-8"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _deeper(root: Node, limit: int) -> bool:
    cursor = root.walk()
    depth = 0
    while depth <= limit:
        if cursor.goto_first_child():
            depth += 1
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return False
            depth -= 1
    return True
