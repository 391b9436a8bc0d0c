"""Reads of many files of a store."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pantstack_runner.storage.store import Store

_MAX_WORKERS: Final = 16


def read_many(store: Store, folder: str, names: Sequence[str]) -> Iterator[tuple[str, bytes | OSError]]:
    """Read files in order; of a remote store, more and more in parallel.

    Yields:
        A file's name, and its content, or why that one cannot be read.

    Raises:
        OSError: if the store as a whole cannot be read.
    """
    if not store.remote:
        yield from ((name, _read_one(store, f"{folder}/{name}")) for name in names)
        return
    at_once = 1
    while names:
        group, names = names[:at_once], names[at_once:]
        with ThreadPoolExecutor(at_once) as workers:
            contents = workers.map(lambda name: _read_one(store, f"{folder}/{name}"), group)
            yield from zip(group, contents, strict=True)
        at_once = min(4 * at_once, _MAX_WORKERS)


def _read_one(store: Store, name: str) -> bytes | OSError:
    try:
        return store.read(name)
    except OSError as error:
        if store.remote and not isinstance(error, FileNotFoundError):
            raise
        return error
