"""Renames a module's resolves and paths in pants.toml; comments and order stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.declarations import plain_resolves
from pantstack.declarations.configuration import FILE
from pantstack.declarations.resolves import shared_resolves
from pantstack.relocate.rename.renaming import Renaming

_BY_HAND: Final = "Change them by hand first, then rename the module."


def resolves(toml: str) -> Mapping[str, str]:
    """Return the lockfiles of all resolves, by name.

    Raises:
        TOMLKitError: if the file is not TOML.
    """
    short = plain_resolves.shorten(toml)
    others = tomlkit.parse(short.text).unwrap().get("python", {}).get("resolves", {})
    names, found = [*short.keys, *others], {**short.lockfiles, **others}
    if len(found) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise TOMLKitError(f'Key "{twice}" already exists')
    return found


def rewrite(text: str, renaming: Renaming) -> str:
    """Rename in pants.toml.

    Raises:
        UserError: if the resolves would not be the same otherwise, or who shares one cannot be renamed.
    """
    after = shared_resolves.rename(renaming.in_text(text), renaming.old_name, renaming.new_name)
    try:
        before = {renaming.in_text(name): renaming.in_text(path) for name, path in resolves(text).items()}
        same = resolves(after) == before
    except TOMLKitError as error:
        raise UserError(f"pants.toml is not TOML: {error}.", "Fix pants.toml first.") from error
    if not same:
        raise UserError("The resolves in pants.toml cannot be renamed for certain.", _BY_HAND, SourceLocation(FILE, 1))
    return after
