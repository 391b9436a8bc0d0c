"""Files that are written whole or not at all, and locks."""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO, Any


def write_atomically(path: Path, content: bytes, *, mode: int = 0o666, overwrite: bool = True) -> None:
    """Write a file, and the folders above it where they are missing; nobody ever sees a part of it.

    Args:
        mode: its permissions, from which the user's mask is taken.
        overwrite: whether a file that is there already, or comes meanwhile, is replaced.

    Raises:
        OSError: if it cannot be written.
    """
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Of a process of the same number that was killed.
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            fresh.replace(path)
        else:
            # Of two at once, a link, unlike a rename, lets the first one win.
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(fresh)
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def try_lock(file: int | IO[Any], *, shared: bool = False) -> bool:
    """Lock a file, and return whether nobody else holds it; the system releases it when its holder ends, however."""
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
