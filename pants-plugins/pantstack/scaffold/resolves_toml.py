"""Registers a module's resolves in pants.toml; comments and order stay."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table, Whitespace

from pantstack.base.errors import UserError
from pantstack.declarations import plain_resolves


def resolves(name: str, kinds: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Name a module's resolves and their lockfiles."""
    return tuple((f"{name}_{kind}", f"3rdparty/python/lockfiles/{name}_{kind}.lock") for kind in kinds)


def taken(text: str, name: str, kinds: Sequence[str]) -> list[str]:
    """Find those of a module's resolves that pants.toml has already.

    Raises:
        UserError: as `with_resolves`.
    """
    short = plain_resolves.shorten(text)
    known = {*short.keys, *_table(_parsed(short.text))}
    return [resolve for resolve, _ in resolves(name, kinds) if resolve in known]


def with_resolves(text: str, name: str, kinds: Sequence[str]) -> str:
    """Add a module's resolves to the end of `[python.resolves]` in the text of pants.toml.

    Raises:
        UserError: if the file is not TOML, or `[python.resolves]` is not a table.
    """
    short = plain_resolves.shorten(text)
    document = _parsed(short.text)
    table = _table(document)
    newline = "\r\n" if "\r\n" in text else "\n"
    for resolve, lockfile in resolves(name, kinds):
        if isinstance(table, Table):
            _append(table, resolve, lockfile, newline)
        else:
            table[resolve] = lockfile
    return short.restored(tomlkit.dumps(document))


def _parsed(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise _error(f"pants.toml is not TOML: {error}") from error


def _table(document: tomlkit.TOMLDocument) -> MutableMapping[str, Any]:
    """Find `[python.resolves]`, in whatever way it is written; make it if it is missing."""
    place: Any = document
    for key in ("python", "resolves"):
        place = place.setdefault(key, tomlkit.table()) if isinstance(place, MutableMapping) else None
    if not isinstance(place, MutableMapping):
        raise _error("[python.resolves] in pants.toml is not a table")
    return place


def _error(reason: str) -> UserError:
    return UserError(f"{reason}; nothing was written.", "Fix pants.toml first.")


def _append(table: Table, key: str, value: str, newline: str) -> None:
    """Add a key after the last one, before the blank line that ends the table."""
    body = table.value.body
    start = 1 + max((at for at, (each, _) in enumerate(body) if each is not None), default=-1)
    end = next((at for at in range(start, len(body)) if isinstance(body[at][1], Whitespace)), len(body))
    behind = body[end:]
    del body[end:]
    item = tomlkit.item(value)
    item.trivia.trail = newline
    table.append(key, item)
    body.extend(behind)


def without_resolves(text: str, name: str, kinds: Sequence[str]) -> str:
    """Take a module's resolves out of the text of pants.toml.

    Raises:
        UserError: as `with_resolves`.
    """
    document = _parsed(text)
    table = _table(document)
    for resolve, _ in resolves(name, kinds):
        table.pop(resolve, None)
    return tomlkit.dumps(document)
