"""Identifiers that sort by the time of their making."""

import secrets
import time

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62


def generate_id() -> str:
    """A new id: a UUID of version 7 (RFC 9562), 36 characters, ordered by milliseconds."""
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    value = (milliseconds & (1 << 48) - 1) << 80 | _VERSION | random >> 62 << 64 | _VARIANT | random & (1 << 62) - 1
    # As `str(uuid.UUID(int=value))`, without an object between.
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
