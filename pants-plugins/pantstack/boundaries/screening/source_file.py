"""A Python file, and what is known of it."""

from __future__ import annotations

import hashlib
import os
import stat
from typing import Any, NamedTuple, Optional

from pantstack.base.stamps import Stamp, stamp_of
from pantstack.boundaries.scanner.outline.outline import Outline
from pantstack.boundaries.screening.kept_outlines import KnownOutline

_HASH_BYTES = 16
_PART = 1 << 20


class SourceFile(NamedTuple):
    """What is known of a file.

    Attributes:
        digest: of its bytes.
        outline: None where its imports are certain only once it is parsed.
    """

    stamp: Stamp
    digest: bytes
    outline: KnownOutline

    def plain(self) -> tuple[Stamp, bytes, Optional[tuple[Any, ...]]]:
        """Return it as marshal can write it, just read."""
        return self.stamp, self.digest, tuple(self.outline) if isinstance(self.outline, Outline) else None

    @classmethod
    def of(cls, stamp: Stamp, digest: bytes, outline: Optional[tuple[Any, ...]]) -> SourceFile:
        """Return what was plain."""
        return cls(stamp, digest, None if outline is None else Outline(*outline))


def digest_of(content: bytes) -> bytes:
    """Return what tells contents apart."""
    return hashlib.blake2b(content, digest_size=_HASH_BYTES).digest()


def read_stamped(place: str) -> tuple[Stamp, bytes]:
    """Read a file with as few calls as there can be: a tenth of a run is this.

    Raises:
        OSError: if it cannot be read, or is anything else than a file: reading a pipe may never end.
    """
    number = os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(number)
        if not stat.S_ISREG(status.st_mode):
            message = "not a file"
            raise OSError(message)
        content = os.read(number, status.st_size + 1)
        if len(content) != status.st_size:
            # It is being written, or comes in parts.
            while part := os.read(number, _PART):
                content += part
        return stamp_of(status), content
    finally:
        os.close(number)
