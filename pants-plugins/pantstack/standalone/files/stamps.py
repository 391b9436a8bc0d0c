"""The stamps of files that are read."""

from __future__ import annotations

import os
import time
from typing import Optional

from pantstack.base.stamps import UNCERTAIN, Stamp, is_settled, stamp_of


def stamp(place: str) -> Optional[Stamp]:
    """Return the stamp of a file, before it is read; None where there is none."""
    try:
        found = stamp_of(os.stat(place))  # noqa: PTH116  thousands of them, each time
    except OSError:
        return None
    return found if is_settled(found, time.time_ns()) else UNCERTAIN
