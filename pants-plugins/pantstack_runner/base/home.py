"""The folder `.pantstack` is for its user alone, and never for git."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_IGNORE: Final = "# State, artifacts and a passphrase of this machine: nothing for git.\n*\n"
_OTHERS: Final = 0o077


def make(folder: Path) -> None:
    """Make the folder, closed to others and ignored by git; a `.gitignore` that is there stays.

    Raises:
        OSError: if it cannot be made.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    close(folder)
    # Where nothing can be written, nothing is there that git could take; a report works all the same.
    with contextlib.suppress(OSError), (folder / ".gitignore").open("x", encoding="ascii") as file:
        file.write(_IGNORE)


def close(path: Path) -> None:
    """Take from others what they may do with a file or folder, where the file system knows such a thing."""
    mode = path.stat().st_mode
    if mode & _OTHERS:
        with contextlib.suppress(OSError):
            path.chmod(mode & ~_OTHERS)
