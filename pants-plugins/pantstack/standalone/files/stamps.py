"""Recognizes files that have not changed without reading them."""

from __future__ import annotations

import os
import time
from typing import Final, Optional

# Size, time of the last change of content and of anything, and number on the disk; None for no file.
Stamp = Optional[tuple[int, int, int, int]]
# Equal to no stamp: of what changed so shortly before it was read that it may change once more without a trace.
UNCERTAIN: Final[Stamp] = (-1, 0, 0, 0)
_TICK: Final = 50_000_000


def stamp(place: str) -> Stamp:
    """Return the stamp of a file, before it is read."""
    try:
        status = os.stat(place)  # noqa: PTH116  thousands of them, each time
    except OSError:
        return None
    newest = max(status.st_mtime_ns, status.st_ctime_ns)
    if newest >= time.time_ns() - _TICK:
        return UNCERTAIN
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
