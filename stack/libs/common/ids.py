"""Identifiers that sort by the time of their making."""

import os
import time

_VARIANTS = "89ab" * 4


def generate_id() -> str:
    """A new id: a UUID of version 7 (RFC 9562), 36 characters, ordered by milliseconds."""
    milliseconds = f"{time.time_ns() // 1_000_000 & (1 << 48) - 1:012x}"
    random = os.urandom(10).hex()
    # As `str(uuid.UUID(...))`, without numbers and objects between.
    variant = _VARIANTS[int(random[3], 16)]
    return f"{milliseconds[:8]}-{milliseconds[8:]}-7{random[:3]}-{variant}{random[4:7]}-{random[7:19]}"
