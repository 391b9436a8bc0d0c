"""Recognizes files that have not changed without reading them."""

from __future__ import annotations

import os
from typing import Final

# Size, time of the last change of content and of anything, and number on the disk.
Stamp = tuple[int, int, int, int]
# That of no file: of what changed so shortly before it was read that it may change once more without a trace.
UNCERTAIN: Final[Stamp] = (-1, 0, 0, 0)
# Nanoseconds.
_TICK: Final = 50_000_000


def stamp_of(status: os.stat_result) -> Stamp:
    """Return the stamp of a file as it is."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def is_settled(stamp: Stamp, now: int) -> bool:
    """Return whether a file that changes from now on will have another stamp."""
    return max(stamp[1], stamp[2]) < now - _TICK
