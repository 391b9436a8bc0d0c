"""The configured layers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.declarations.configuration import Option

OPTION = "[pantstack].layers"
_NAME = re.compile(r"\w(?:[\w .-]*\w)?")
_FORM = 'Write a list of names, outermost first, such as ["domain", "platform"].'


def find_errors(layers: Sequence[str], option: Option) -> tuple[UserError, ...]:
    """Find what is wrong with the configured layers: with an error, nothing is checked by them.

    Args:
        layers: as Pants has them, every entry as a text.
    """
    raw = option.written()
    entries = raw.get("add", []) if isinstance(raw, dict) and raw.keys() <= {"add", "remove"} else raw
    written = entries if isinstance(entries, list) else []
    # Pants reads a list from a text, too.
    wrong = [entry for entry in (written or [entries]) if entry is not None and not isinstance(entry, (str, list))]
    wrong += [entry for entry in written if isinstance(entry, list)]
    if wrong and not option.outside:
        return (UserError(f"`{wrong[0]}` in {OPTION} is not a name.", _FORM, option.location()),)
    return tuple(sorted(set(_errors(layers, option, written))))


def _errors(layers: Sequence[str], option: Option, written: Sequence[Any]) -> Iterator[UserError]:
    for index, name in enumerate(layers):
        here = option.location(name, written=name in written)
        if not name.strip():
            yield UserError(f"A name in {OPTION} is empty.", "Delete it, or write the name of a layer.", here)
        elif not _NAME.fullmatch(name):
            message = f"`{name}` in {OPTION} cannot be the name of a layer."
            yield UserError(
                message, "Use letters, digits, underscores, hyphens, and dots or spaces between them.", here
            )
        elif name in layers[:index]:
            again: SourceLocation = option.location(
                name, written=written.count(name) > 1, number=layers[: index + 1].count(name)
            )
            yield UserError(f"`{name}` is listed twice in {OPTION}.", "Keep one: each layer has one place.", again)
