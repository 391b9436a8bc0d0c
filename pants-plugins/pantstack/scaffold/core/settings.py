"""Registers a module's resolves in pants.toml; comments and order stay."""

from __future__ import annotations

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

KINDS = ("core", "api", "test")


class SettingsError(Exception):
    """A pants.toml that cannot be edited."""


def resolves(name: str) -> tuple[tuple[str, str], ...]:
    """A module's resolves and their lockfiles."""
    return tuple((f"{name}_{kind}", f"3rdparty/python/lockfiles/{name}_{kind}.lock") for kind in KINDS)


def taken(text: str, name: str) -> list[str]:
    """Those of a module's resolves that pants.toml has already."""
    document = tomlkit.parse(text).unwrap()
    known = document.get("python", {}).get("resolves", {})
    return [resolve for resolve, _ in resolves(name) if resolve in known]


def with_resolves(text: str, name: str) -> str:
    """The text of pants.toml with a module's resolves added to the end of `[python.resolves]`.

    Raises:
        SettingsError: if the file is no TOML, or `[python.resolves]` is no table.
    """
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise SettingsError(f"pants.toml is not TOML: {error}") from error
    python = document.setdefault("python", tomlkit.table())
    table = python.setdefault("resolves", tomlkit.table()) if isinstance(python, Table) else None
    if not isinstance(table, Table):
        raise SettingsError("[python.resolves] in pants.toml is no table")
    for resolve, lockfile in resolves(name):
        _append(table, resolve, lockfile)
    return tomlkit.dumps(document)


def _append(table: Table, key: str, value: str) -> None:
    """Add a key behind the last one, before the blank lines that end the table."""
    body = table.value.body
    trailing = []
    while body and body[-1][0] is None and not str(body[-1][1].as_string()).strip():
        trailing.append(body.pop())
    table.append(key, value)
    body.extend(reversed(trailing))
