"""Registers a module's resolves in pants.toml; comments and order stay."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any, Final, Optional, Union

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table, Whitespace

from pantstack.base.errors import UserError
from pantstack.declarations import plain_resolves

# The resolve of the programs, which `pants adopt` registers.
_INFRA: Final = "infra"


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

    Their lockfiles are for the CPythons of Pantstack's own, where the repository has that apart from what code is for.

    Raises:
        UserError: if the file is not TOML, or `[python.resolves]` is not a table.
    """
    short = plain_resolves.shorten(text)
    document = _parsed(short.text)
    table = _table(document)
    constraints = _constraints(document)
    newline = "\r\n" if "\r\n" in text else "\n"
    for resolve, lockfile in resolves(name, kinds):
        _put(table, resolve, lockfile, newline)
        if constraints is not None:
            _put(constraints, resolve, list(constraints[_INFRA]), newline)
    return short.restored(tomlkit.dumps(document))


def has(text: str, resolve: str) -> bool:
    """Return whether pants.toml has a resolve.

    Raises:
        UserError: as `with_resolves`.
    """
    short = plain_resolves.shorten(text)
    return resolve in {*short.keys, *_table(_parsed(short.text))}


def default_resolve(text: str) -> str:
    """Return the resolve of what names none.

    Raises:
        UserError: if the file is not TOML.
    """
    python = _parsed(plain_resolves.shorten(text).text).unwrap().get("python", {})
    return str(python.get("default_resolve", "python-default")) if isinstance(python, dict) else ""


def with_shared(text: str, name: str, resolve: str, lockfile: str) -> str:
    """Give a module a resolve that it shares with others; one that is not there is added.

    Args:
        lockfile: of a new resolve.

    Raises:
        UserError: as `with_resolves`.
    """
    short = plain_resolves.shorten(text)
    document = _parsed(short.text)
    newline = "\r\n" if "\r\n" in text else "\n"
    table = _table(document)
    if resolve not in {*short.keys, *table}:
        _put(table, resolve, lockfile, newline)
    if resolve != default_resolve(text):
        _share(document, name, resolve, newline)
    made = short.restored(tomlkit.dumps(document))
    return made if text.endswith(f"{newline}{newline}") else f"{made.rstrip(newline)}{newline}"


def _share(document: tomlkit.TOMLDocument, name: str, resolve: str, newline: str) -> None:
    place: Any = document.setdefault("pantstack", tomlkit.table())
    if not isinstance(place, MutableMapping):
        raise _error("[pantstack] in pants.toml is not a table")
    is_new = "shared_resolves" not in place
    shared = place.setdefault("shared_resolves", tomlkit.table())
    if not isinstance(shared, MutableMapping):
        raise _error("[pantstack.shared_resolves] in pants.toml is not a table")
    if name not in shared:
        _put(shared, name, resolve, newline)
    if is_new and isinstance(shared, Table):
        shared.add(tomlkit.ws(newline))


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


def _constraints(document: tomlkit.TOMLDocument) -> Optional[MutableMapping[str, Any]]:
    """Find for which CPythons lockfiles are made, if that of the infrastructure is there."""
    found = document["python"].get("resolves_to_interpreter_constraints")  # type: ignore[union-attr]
    return found if isinstance(found, MutableMapping) and isinstance(found.get(_INFRA), list) else None


def _error(reason: str) -> UserError:
    return UserError(f"{reason}; nothing was written.", "Fix pants.toml first.")


def _put(table: MutableMapping[str, Any], key: str, value: Union[str, list[str]], newline: str) -> None:
    if isinstance(table, Table):
        _append(table, key, value, newline)
    else:
        table[key] = value


def _append(table: Table, key: str, value: Union[str, list[str]], newline: str) -> None:
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
    own = [resolve for resolve, _ in resolves(name, kinds)]
    short = plain_resolves.shorten(plain_resolves.without(text, own))
    document = _parsed(short.text)
    table = _table(document)
    for resolve in own:
        table.pop(resolve, None)
    return short.restored(tomlkit.dumps(document))
