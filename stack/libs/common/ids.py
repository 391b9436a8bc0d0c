"""Identifiers that sort by the time of their making."""

import secrets
import time
import uuid

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62


def generate_id() -> str:
    """A new id: a UUID of version 7 (RFC 9562), 36 characters, ordered by milliseconds."""
    milliseconds = time.time_ns() // 1_000_000
    value = (
        (milliseconds & (1 << 48) - 1) << 80 | _VERSION | secrets.randbits(12) << 64 | _VARIANT | secrets.randbits(62)
    )
    return str(uuid.UUID(int=value))
