"""Renames and removes modules in `[pantstack.shared_resolves]` of pants.toml; everything else stays byte for byte."""

from __future__ import annotations

import re
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from pantstack.base.errors import UserError
from pantstack.declarations import plain_resolves

# The table as `pants new-module` writes it, up to the next one.
_TABLE: Final = re.compile(r"^\[pantstack\.shared_resolves\][^\n]*\n(?P<lines>.*?)(?=^\[|\Z)", re.MULTILINE | re.DOTALL)


def sharers(text: str) -> dict[str, str]:
    """Return the shared resolve of each module, by name.

    Raises:
        UserError: if the file is not TOML.
    """
    try:
        document: dict[str, Any] = tomlkit.parse(plain_resolves.shorten(text).text).unwrap()
    except TOMLKitError as error:
        raise UserError(f"pants.toml is not TOML: {error}.", "Fix pants.toml first.") from error
    section = document.get("pantstack", {})
    table = section.get("shared_resolves", {}) if isinstance(section, dict) else {}
    return {name: str(resolve) for name, resolve in table.items()} if isinstance(table, dict) else {}


def rename(text: str, old: str, new: str) -> str:
    """Give a module's entry another name.

    Raises:
        UserError: if that cannot be done for certain.
    """
    if "shared_resolves" not in text:
        return text
    before = sharers(text)
    after = _TABLE.sub(lambda table: re.sub(rf"(?m)^{re.escape(old)}(?=\s*=)", new, table[0]), text)
    return _checked(after, {new if name == old else name: resolve for name, resolve in before.items()})


def remove(text: str, name: str) -> str:
    """Remove a module's entry, and the table if nothing else is in it.

    Raises:
        UserError: if that cannot be done for certain.
    """
    if "shared_resolves" not in text:
        return text
    before = sharers(text)
    after = _TABLE.sub(lambda table: _without(table, name) if name in before else table[0], text)
    if after != text and text.startswith(after):
        # The table was the last one, and the blank line above it is its own.
        newline = "\r\n" if after.endswith("\r\n") else "\n"
        after = f"{after.rstrip(newline)}{newline}"
    return _checked(after, {other: resolve for other, resolve in before.items() if other != name})


def _without(table: re.Match[str], name: str) -> str:
    lines = re.sub(rf"(?m)^{re.escape(name)}\s*=[^\n]*(\n|\Z)", "", table["lines"])
    return f"{table[0][: -len(table['lines'])]}{lines}" if lines.strip() else ""


def _checked(text: str, expected: dict[str, str]) -> str:
    if sharers(text) != expected:
        raise UserError(
            "[pantstack.shared_resolves] in pants.toml cannot be edited for certain.", "Edit it by hand first."
        )
    return text
