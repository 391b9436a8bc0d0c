"""Registers a module's resolves in pants.toml; comments and order stay."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table, Whitespace

from pantstack.declarations.model import RESOLVE_KINDS


class SettingsError(Exception):
    """A pants.toml that cannot be edited."""


def resolves(name: str) -> tuple[tuple[str, str], ...]:
    """A module's resolves and their lockfiles."""
    return tuple((f"{name}_{kind}", f"3rdparty/python/lockfiles/{name}_{kind}.lock") for kind in RESOLVE_KINDS)


def taken(text: str, name: str) -> list[str]:
    """Those of a module's resolves that pants.toml has already.

    Raises:
        SettingsError: as `with_resolves`.
    """
    known = _table(_parsed(text))
    return [resolve for resolve, _ in resolves(name) if resolve in known]


def with_resolves(text: str, name: str) -> str:
    """The text of pants.toml with a module's resolves added to the end of `[python.resolves]`.

    Raises:
        SettingsError: if the file is no TOML, or `[python.resolves]` is no table.
    """
    document = _parsed(text)
    table = _table(document)
    newline = "\r\n" if "\r\n" in text else "\n"
    for resolve, lockfile in resolves(name):
        if isinstance(table, Table):
            _append(table, resolve, lockfile, newline)
        else:
            table[resolve] = lockfile
    return tomlkit.dumps(document)


def _parsed(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise SettingsError(f"pants.toml is not TOML: {error}") from error


def _table(document: tomlkit.TOMLDocument) -> MutableMapping[str, Any]:
    """`[python.resolves]`, in whatever way it is written; made if it is not there."""
    place: Any = document
    for key in ("python", "resolves"):
        place = place.setdefault(key, tomlkit.table()) if isinstance(place, MutableMapping) else None
    if not isinstance(place, MutableMapping):
        raise SettingsError("[python.resolves] in pants.toml is no table")
    return place


def _append(table: Table, key: str, value: str, newline: str) -> None:
    """Add a key behind the last one, before the blank line that ends the table."""
    body = table.value.body
    start = 1 + max((at for at, (each, _) in enumerate(body) if each is not None), default=-1)
    end = next((at for at in range(start, len(body)) if isinstance(body[at][1], Whitespace)), len(body))
    behind = body[end:]
    del body[end:]
    item = tomlkit.item(value)
    item.trivia.trail = newline
    table.append(key, item)
    body.extend(behind)
