"""The folder `.pantstack`: state, artifacts and the passphrase of one machine, for its user alone and never for git."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

HOME: Final = ".pantstack"
_IGNORE: Final = "# State, artifacts and a passphrase of this machine: nothing for git.\n*\n"
_MODE: Final = 0o700


def make(root: str) -> None:
    """Make the folder of a repository, closed to others and ignored by git; a `.gitignore` that is there stays.

    Raises:
        OSError: if it cannot be written.
    """
    folder = Path(root, HOME)
    folder.mkdir(mode=_MODE, exist_ok=True)
    if folder.stat().st_mode & ~_MODE & 0o777:
        # On some file systems everything is open to everybody, and stays so.
        with contextlib.suppress(PermissionError):
            folder.chmod(_MODE)
    with contextlib.suppress(FileExistsError), (folder / ".gitignore").open("x", encoding="ascii") as file:
        file.write(_IGNORE)


def remove_empty(root: str) -> None:
    """Remove the folder if nothing is in it but what `make` puts there."""
    folder = Path(root, HOME)
    ignore = folder / ".gitignore"
    with contextlib.suppress(OSError):
        if [path.name for path in folder.iterdir()] == [ignore.name] and ignore.read_text("utf-8") == _IGNORE:
            ignore.unlink()
        folder.rmdir()
