"""Scans of files, those of earlier runs as bytes until somebody wants them."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Callable, Optional

from pantstack.boundaries.scanner.model import FileScan


class KeptScans:
    """Scans by path."""

    def __init__(
        self,
        kept: Optional[Mapping[str, bytes]] = None,
        restore: Callable[[bytes], Optional[FileScan]] = lambda _: None,
    ) -> None:
        """Begin with those of earlier runs.

        Args:
            restore: makes a scan of its bytes; None where that is not possible.
        """
        self._kept = dict(kept or {})
        self._restore = restore
        self._scans: dict[str, FileScan] = {}
        self._passing: set[str] = set()
        self._former: dict[str, tuple[bytes, FileScan]] = {}

    def __contains__(self, path: str) -> bool:
        return path in self._scans or path in self._kept

    def get(self, path: str) -> Optional[FileScan]:
        """Return the scan of a file; None where there is none."""
        found = self._scans.get(path)
        if found is None and path in self._kept:
            found = self._restore(self._kept[path])
            if found is None:
                del self._kept[path]
            else:
                self._scans[path] = found
        return found

    def add(self, path: str, scan: FileScan, *, lasting: bool = True) -> None:
        """Keep a scan.

        Args:
            lasting: whether it is one of what the file is known to have, so that another run may use it.
        """
        self._scans[path] = scan
        if not lasting:
            self._passing.add(path)

    def forget(self, path: str) -> None:
        """Forget the scan of a file."""
        self._scans.pop(path, None)
        self._kept.pop(path, None)
        self._passing.discard(path)

    def outdate(self, path: str, digest: bytes) -> None:
        """Forget the scan of a file, except for what is compared with the next one.

        Args:
            digest: of the contents that it is of.
        """
        scan = self.get(path)
        if scan is not None:
            self._former.setdefault(path, (digest, scan))
        self.forget(path)

    def former(self, path: str, digest: bytes) -> Optional[FileScan]:
        """Return the scan of contents that a file had; None where it is not known."""
        known, scan = self._former.get(path, (b"", None))
        return scan if known == digest else None

    def settle(self) -> None:
        """Forget what was there to be compared."""
        self._former.clear()

    def dump(self, paths: Container[str], keep: Callable[[FileScan], bytes]) -> tuple[tuple[str, bytes], ...]:
        """Return the scans of some files as bytes."""
        made = {path: keep(scan) for path, scan in self._scans.items() if path not in self._kept}
        lasting = {path: content for path, content in made.items() if content and path not in self._passing}
        return tuple((path, content) for path, content in {**self._kept, **lasting}.items() if path in paths)
