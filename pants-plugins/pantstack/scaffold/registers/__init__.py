"""The registers that have an entry of each module: compose.yaml, CODEOWNERS, the index of modules in the docs.

To add one is a file with `PATHS`, `add`, `remove` and `rename`, and a line below. All are pure, keep what others wrote
byte for byte, and change nothing the second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Callable, Final, Optional

from pantstack.base.errors import UserError, UserErrors
from pantstack.base.locations import SourceLocation
from pantstack.scaffold.registers import codeowners, compose, docs_index
from pantstack.scaffold.registers.entry import Entry

_REGISTERS: Final = {"codeowners": codeowners, "compose": compose, "docs-index": docs_index}
NAMES: Final = tuple(_REGISTERS)
# The texts of files by path; None for one that is deleted.
Edits = Mapping[str, Optional[str]]


def paths(names: Iterable[str]) -> tuple[str, ...]:
    """Return where registers may be."""
    return tuple(path for name in names for path in _REGISTERS[name].PATHS)


def edits(names: Iterable[str], entry: Entry, texts: Mapping[str, str]) -> dict[str, str]:
    """Add a module to registers, and return those that change.

    Args:
        names: of the registers.
        texts: those of `paths(names)` that exist; of each register the first one counts.

    Raises:
        UserErrors: with everything that cannot be edited.
    """
    added = _all(names, texts, lambda register, text: register.add(text, entry))
    return {path: text for path, text in added.items() if text is not None}


def removals(entry: Entry, texts: Mapping[str, str]) -> Edits:
    """Remove a module from all registers, and return those that change.

    Args:
        texts: those of `paths(NAMES)` that exist.

    Raises:
        UserErrors: as `edits`.
    """
    return _all(NAMES, texts, lambda register, text: text if text is None else register.remove(text, entry))


def renames(old: Entry, new: Entry, texts: Mapping[str, str]) -> Edits:
    """Rename a module in all registers, and return those that change.

    Args:
        texts: those of `paths(NAMES)` that exist.

    Raises:
        UserErrors: as `edits`.
    """
    return _all(NAMES, texts, lambda register, text: text if text is None else register.rename(text, old, new))


def _all(
    names: Iterable[str], texts: Mapping[str, str], edit: Callable[..., Optional[str]]
) -> dict[str, Optional[str]]:
    edited: dict[str, Optional[str]] = {}
    errors = []
    for name in names:
        register = _REGISTERS[name]
        path = next((path for path in register.PATHS if path in texts), register.PATHS[0])
        try:
            edited[path] = edit(register, texts.get(path))
        except UserError as error:
            place = SourceLocation(path, error.location.line)
            errors.append(UserError(error.message, error.help, place))
    if errors:
        raise UserErrors(tuple(errors))
    return {path: text for path, text in edited.items() if text != texts.get(path)}
