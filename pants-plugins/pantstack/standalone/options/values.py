"""Puts together the values of an option from the places that set it, as Pants does."""

from __future__ import annotations

import ast
import re
from typing import Any, Final, Optional, cast

_BOOLEANS: Final = {"true": True, "false": False}
# Between the parts of "+[1,2],-[3]".
_BETWEEN: Final = re.compile(r"(?<=[\]\)])\s*,\s*(?=[+-](?:\[|\())")


class WrongValueError(ValueError):
    """Why a value cannot be read."""


def refuse_file(value: object) -> None:
    """Refuse the name of a file that has the value.

    Raises:
        WrongValueError: for one.
    """
    if isinstance(value, str) and value.startswith("@"):
        raise WrongValueError("is read from another file, which only Pants does")


def boolean(value: Any) -> bool:  # noqa: ANN401  whatever a file or a variable holds
    """Read a boolean.

    Raises:
        WrongValueError: for anything else.
    """
    found = value if isinstance(value, bool) else _BOOLEANS.get(str(value).lower())
    if found is None:
        raise WrongValueError("is neither true nor false")
    return found


def text(value: Any) -> str:  # noqa: ANN401  as above
    """Read a text.

    Raises:
        WrongValueError: for a list or a table.
    """
    if isinstance(value, (dict, list)):
        raise WrongValueError("is not a text")
    return str(value)


def add_to_list(before: list[str], value: Any) -> list[str]:  # noqa: ANN401  as above
    """Replace a list, or add to it and remove from it.

    Raises:
        WrongValueError: if the value is none of these.
    """
    if isinstance(value, dict):
        if not value.keys() <= {"add", "remove"}:
            raise WrongValueError("is a table, not a list")
        added = [*before, *_list(value.get("add", []))]
        removed = set(_list(value.get("remove", [])))
        return [each for each in added if each not in removed]
    if isinstance(value, str):
        return _list_of_text(before, value.strip())
    return _list(value)


def add_to_table(before: dict[str, str], value: Any) -> dict[str, str]:  # noqa: ANN401  as above
    """Replace a table, or add to it.

    Raises:
        WrongValueError: if the value is neither.
    """
    if isinstance(value, str):
        stripped = value.strip()
        adds = stripped.startswith("+")
        return add_to_table(before if adds else {}, {"add": _literal(stripped.lstrip("+"), dict)})
    if not isinstance(value, dict):
        raise WrongValueError("is not a table")
    if value.keys() == {"add"} and isinstance(value["add"], dict):
        return {**before, **{str(key): str(each) for key, each in value["add"].items()}}
    return {str(key): str(each) for key, each in value.items()}


def _list_of_text(before: list[str], value: str) -> list[str]:
    """Read the forms of flags and variables: `[...]`, `+[...]`, `-[...]`, or one more item."""
    if not value.startswith(("[", "(", "+[", "-[", "+(", "-(")):
        return [*before, value]
    after = list(before)
    for part in _BETWEEN.split(value):
        items = _list(_literal(part.lstrip("+-"), (list, tuple)))
        if part.startswith("+"):
            after += items
        elif part.startswith("-"):
            after = [each for each in after if each not in items]
        else:
            after = items
    return after


def _list(value: Any) -> list[str]:  # noqa: ANN401  as above
    if not isinstance(value, (list, tuple)):
        return [text(value)]
    return [str(each) for each in value]


def _literal(value: str, kind: Any) -> Any:  # noqa: ANN401  as above
    found: Optional[object] = None
    try:
        found = ast.literal_eval(value)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise WrongValueError("cannot be read") from error
    if not isinstance(found, kind):
        raise WrongValueError("cannot be read")
    return cast(Any, found)
