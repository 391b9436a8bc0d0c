"""Finds the repository, and the files in it that the user names."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Final, Optional

from pantstack.base.errors import UserError
from pantstack.text.escaping import excerpt

# Of a repository: of one with Pants, and of any.
MARKS: Final = ("pants.toml", ".git")
_DECIDING: Final = ("PANTS_", "XDG_CONFIG_HOME", "HOME")


def deciding(environment: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the variables of the environment that decide what is found, sorted."""
    return sorted((name, value) for name, value in environment.items() if name.startswith(_DECIDING))


def find_root(named: str, around: Optional[str] = None) -> str:
    """Return the folder of the repository: the nearest with pants.toml, else the nearest of git, else this one.

    Args:
        around: the folder to begin at, in place of this one.

    Raises:
        UserError: if there is no such folder.
    """
    if named and not os.path.isdir(named):  # noqa: PTH112  thousands of paths are texts here, this one as well
        raise UserError(f"There is no folder `{excerpt(named)}`.", "Correct --root.")
    here = os.path.realpath(named or around or os.getcwd())  # noqa: PTH109  as above
    if named:
        return here
    for mark in MARKS:
        folder = here
        while True:
            if os.path.exists(os.path.join(folder, mark)):  # noqa: PTH110, PTH118  as above
                return folder
            above = os.path.dirname(folder)  # noqa: PTH120  as above
            if above == folder:
                break
            folder = above
    return here


def from_root(root: str, files: Sequence[str]) -> tuple[str, ...]:
    """Write paths from the root of the repository; that is the empty one.

    Raises:
        UserError: for one that is not there, or not in the repository.
    """
    found = []
    for file in files:
        if not os.path.lexists(file):
            raise UserError(f"There is no file or folder `{excerpt(file)}`.", "Correct the path.")
        # A link in the repository counts where it is, not where it leads.
        folder, name = os.path.split(os.path.abspath(file))  # noqa: PTH100  as above
        path = os.path.join(os.path.realpath(folder), name)  # noqa: PTH118  as above
        if path != root and not path.startswith(f"{root}/"):
            raise UserError(
                f"`{excerpt(file)}` is not in the repository {excerpt(root)}.", "Name files below it, or use --root."
            )
        found.append(path[len(root) + 1 :])
    return tuple(found)
