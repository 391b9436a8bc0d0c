"""The values that a BUILD file may have, beside strings, numbers and collections of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from pantstack.base.locations import SourceLocation


@dataclass(frozen=True)
class Unknown:
    """A value that only running the file tells.

    Attributes:
        location: of the expression.
    """

    location: SourceLocation


@dataclass(frozen=True)
class Symbol(Unknown):
    """A name that the file does not define: one of Pants, or of a plugin."""

    name: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Made:
    """What a function of Pants makes that is no target, such as `python_artifact()`."""

    kind: str
    values: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True)
class Parametrized:
    """What `parametrize()` makes.

    Attributes:
        values: by alias.
        group: the alias of a group of fields that are set together; empty for a value of one field.
    """

    values: Mapping[str, Any] = field(hash=False)
    group: str = ""


@dataclass(frozen=True)
class Declaration:
    """A call that declares a target.

    Attributes:
        kind: the name that is called.
        directory: of the BUILD file.
        values: of its fields, those of `__defaults__` included.
        location: of the call.
    """

    kind: str
    directory: str
    values: Mapping[str, Any]
    location: SourceLocation

    @property
    def name(self) -> str:
        """The name of the target, or that of the directory."""
        name = self.values.get("name")
        return name if isinstance(name, str) else self.directory.rpartition("/")[2]


def first_unknown(value: Any) -> Optional[Unknown]:  # noqa: ANN401  whatever a BUILD file holds
    """Find what is not known in a value; None where all of it is."""
    return next(_unknown(value), None)


def _unknown(value: Any) -> Iterator[Unknown]:  # noqa: ANN401  as above
    if isinstance(value, Unknown):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _unknown(key)
            yield from _unknown(each)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from _unknown(each)
    elif isinstance(value, (Parametrized, Made)):
        yield from _unknown(dict(value.values))
