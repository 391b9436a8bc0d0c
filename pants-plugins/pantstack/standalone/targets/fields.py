"""The values of the fields of a declared target: what `parametrize()` makes of them, and which must be known."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pantstack.base.errors import UserError
from pantstack.buildfiles.evaluation.values import Declaration, Parametrized, first_unknown

Fields = Mapping[str, Any]
_GROUP: Final = "**"


def known(declaration: Declaration, names: Iterable[str]) -> None:
    """Refuse a declaration of which a field that matters is not certain.

    Raises:
        UserError: for the first one.
    """
    values = declaration.values
    for name in (*names, *(name for name in values if name.startswith(_GROUP))):
        unknown = first_unknown(values.get(name))
        if unknown is not None:
            what = f"`{name}`" if not name.startswith(_GROUP) else "What is unpacked here"
            raise UserError(
                f"{what} of this {declaration.kind} cannot be read without running the file.",
                "Write it as literals, or check with `./pants lint`.",
                unknown.location,
            )


def expand(values: Fields) -> Iterator[dict[str, Any]]:
    """Yield the fields of every target that a declaration makes: one for each combination of parameters."""
    groups = [value for name, value in values.items() if name.startswith(_GROUP) and isinstance(value, Parametrized)]
    plain = {name: value for name, value in values.items() if not name.startswith(_GROUP)}
    alternatives = [_group(each) for each in groups] or [{}]
    for group in alternatives:
        merged = {**plain, **group}
        names = [name for name, value in merged.items() if isinstance(value, Parametrized)]
        for chosen in itertools.product(*(merged[name].values.values() for name in names)):
            yield {**merged, **dict(zip(names, chosen))}


def texts(declaration: Declaration, name: str, value: Any) -> tuple[str, ...]:  # noqa: ANN401  whatever a BUILD file holds
    """Return the entries of a list of texts.

    Raises:
        UserError: if it is anything else.
    """
    if value is None:
        return ()
    if isinstance(value, str) or not all(isinstance(each, str) for each in _items(value)):
        raise wrong(declaration, f"`{name}` is not a list of texts.", "Write one in brackets.")
    return tuple(value)


def wrong(declaration: Declaration, message: str, help: str) -> UserError:
    """Make the error of a declaration."""
    return UserError(message, help, declaration.location)


def _group(group: Parametrized) -> dict[str, Any]:
    """The fields of a group of parameters: its alias is no field."""
    return {name: value for name, value in group.values.items() if name != value}


def _items(value: Any) -> tuple[Any, ...]:  # noqa: ANN401  as above
    return tuple(value) if isinstance(value, (list, tuple, set, frozenset)) else (None,)
