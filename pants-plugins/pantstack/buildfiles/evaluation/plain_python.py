"""The functions and methods whose results are certain where their arguments are."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Callable, Final

# Nothing here reads a file, the time or the environment, or can be made to.
FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    function.__name__: function
    for function in (
        *(abs, all, any, bool, dict, enumerate, float, frozenset, int, isinstance, len, list, max, min, range),
        *(reversed, set, sorted, str, sum, tuple, zip),
    )
}
METHODS: Final[Mapping[type, frozenset[str]]] = {
    str: frozenset(
        {
            *("capitalize", "count", "endswith", "find", "index", "isdigit", "isupper", "islower", "join", "lower"),
            *("lstrip", "partition", "removeprefix", "removesuffix", "replace", "rpartition", "rsplit", "rstrip"),
            *("split", "splitlines", "startswith", "strip", "title", "upper"),
        }
    ),
    list: frozenset({"append", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse"}),
    dict: frozenset({"copy", "get", "items", "keys", "pop", "setdefault", "update", "values"}),
    set: frozenset({"add", "copy", "difference", "discard", "intersection", "remove", "union", "update"}),
    tuple: frozenset({"count", "index"}),
    PurePosixPath: frozenset({"as_posix", "joinpath", "with_name", "with_suffix"}),
}
ATTRIBUTES: Final[Mapping[type, frozenset[str]]] = {
    PurePosixPath: frozenset({"name", "parent", "parents", "parts", "stem", "suffix"})
}
OPERATORS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mult": operator.mul,
    "Mod": operator.mod,
    "FloorDiv": operator.floordiv,
    "Div": operator.truediv,
    "BitOr": operator.or_,
    "BitAnd": operator.and_,
}
COMPARISONS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "Eq": operator.eq,
    "NotEq": operator.ne,
    "Lt": operator.lt,
    "LtE": operator.le,
    "Gt": operator.gt,
    "GtE": operator.ge,
    "Is": operator.is_,
    "IsNot": operator.is_not,
    "In": lambda item, group: item in group,
    "NotIn": lambda item, group: item not in group,
}


def allowed(table: Mapping[type, frozenset[str]], value: object) -> frozenset[str]:
    """Return the names that a table has for the type of a value."""
    return next((names for kind, names in table.items() if isinstance(value, kind)), frozenset())
