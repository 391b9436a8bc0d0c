"""Files that are kept between runs: whatever is wrong with one, it is as if it were not there."""

from __future__ import annotations

import marshal
import os
import sys
import zlib
from collections.abc import Iterator
from typing import Any, Final, Optional

from pantstack import VERSION

# Another number for every change of what is kept.
_SCHEMA: Final = 10
_MAGIC: Final = b"pantstack cache\n"
_HEADER: Final = len(_MAGIC) + 8
# Of the number of bytes of a part, in hexadecimal digits.
_LENGTH: Final = 16
_SOURCE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120  no pathlib yet


def folder(named: Optional[str], environment: Any) -> str:  # noqa: ANN401  a mapping; its type takes time to import
    """Return the folder of the cache: the one that is named, or that of the user."""
    if named is not None:
        return named
    home = environment.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")  # noqa: PTH111, PTH118
    return os.path.join(home, "pantstack", "check")  # noqa: PTH118  as above


class Store:
    """One file of the cache.

    Attributes:
        path: of the file.
    """

    def __init__(self, folder: str, name: str, key: str) -> None:
        """Name a file: for the same key, and the same version of everything, it is the same.

        Args:
            name: of what is kept.
            key: whatever has to agree.
        """
        self._key = key
        self.path = os.path.join(folder, f"{zlib.crc32(key.encode('utf-8', 'surrogatepass')):08x}.{name}")  # noqa: PTH118

    def load(self) -> Optional[tuple[Any, ...]]:
        """Return the parts that were saved; None where there is nothing, or anything else than was written there."""
        try:
            with open(self.path, "rb") as file:  # noqa: PTH123  as above
                if os.fstat(file.fileno()).st_uid != os.geteuid():
                    return None
                header = file.read(_HEADER)
                body = file.read()
        except OSError:
            return None
        if header != _header(zlib.crc32(body)):
            return None
        try:
            known, *parts = _parts(body)
        except (EOFError, TypeError, ValueError):
            return None
        return tuple(parts) if known == (_version(), self._key) else None

    def save(self, *parts: Any) -> None:  # noqa: ANN401  tuples, lists, dictionaries, texts, bytes and numbers
        """Replace what was saved, all at once; a disk that cannot be written keeps nothing.

        Args:
            parts: written one after another, so that all of them need not be in memory twice.
        """
        temporary = f"{self.path}.{os.getpid()}"
        try:
            os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120  as above
            with open(temporary, "wb") as file:  # noqa: PTH123  as above
                file.write(_header(0))
                checksum = 0
                for part in ((_version(), self._key), *parts):
                    written = marshal.dumps(part)
                    for content in (b"%016x" % len(written), written):
                        checksum = zlib.crc32(content, checksum)
                        file.write(content)
                file.seek(0)
                file.write(_header(checksum))
            os.replace(temporary, self.path)  # noqa: PTH105  as above
        except OSError:
            try:
                os.unlink(temporary)  # noqa: PTH108  as above
            except OSError:
                return


def _header(checksum: int) -> bytes:
    return _MAGIC + b"%08x" % checksum


def _parts(body: bytes) -> Iterator[Any]:
    """Yield what was written one after another.

    Raises:
        EOFError, TypeError, ValueError: where it is of another interpreter.
    """
    whole, at = memoryview(body), 0
    while at < len(body):
        start = at + _LENGTH
        at = start + int(body[at:start], 16)
        yield marshal.loads(whole[start:at])  # noqa: S302  ours, whole and of this interpreter: see above


def _version() -> str:
    """Return what tells this code from that of another version."""
    status = os.stat(__file__)  # noqa: PTH116  as above
    # Of an installed version, all files are written at once; in a checkout they are edited.
    newest = 0 if "site-packages" in _SOURCE else max(os.stat(each[0]).st_mtime_ns for each in os.walk(_SOURCE))  # noqa: PTH116
    parts = (
        VERSION,
        _SCHEMA,
        marshal.version,
        sys.implementation.cache_tag,
        status.st_mtime_ns,
        status.st_size,
        newest,
    )
    return repr(parts)
