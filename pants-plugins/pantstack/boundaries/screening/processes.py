"""Several processes that do parts of the same work."""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Sequence
from typing import Any, BinaryIO, Callable, Final, TypeVar

_Item = TypeVar("_Item")
# So many items are done before other processes have begun.
FEW: Final = 2000


def map_in_processes(work: Callable[[_Item], Any], items: Sequence[_Item], processes: int) -> list[Any]:
    """Return what becomes of each item, in order; where processes cannot begin as copies of this one, it does all.

    Args:
        work: returns what marshal can write.
        processes: with this one, which has one thread only.
    """
    if processes < 2 or len(items) < FEW or sys.platform != "linux":  # noqa: PLR2004  one is this one
        return [work(item) for item in items]
    share = -(-len(items) // processes)
    parts = [items[start : start + share] for start in range(0, len(items), share)]
    others = [_begin(work, part) for part in parts[1:]]
    try:
        found = [work(item) for item in parts[0]]
        for (_, results), part in zip(others, parts[1:]):
            found += _read(results) or map(work, part)
    finally:
        for process, results in others:
            results.close()
            os.waitpid(process, 0)
    return found


def _begin(work: Callable[[_Item], Any], items: Sequence[_Item]) -> tuple[int, BinaryIO]:
    """Begin a process; return its number, and where its results can be read."""
    ours, theirs = os.pipe()
    process = os.fork()
    if process:
        os.close(theirs)
        return process, os.fdopen(ours, "rb")
    try:
        os.close(ours)
        with os.fdopen(theirs, "wb") as results:
            marshal.dump([work(item) for item in items], results)
    finally:
        # Nothing of this process may end as its own.
        os._exit(0)


def _read(results: BinaryIO) -> list[Any]:
    """Read what a process has written; nothing where it has ended before that."""
    try:
        found: list[Any] = marshal.load(results)  # noqa: S302  of a copy of this process
    except (EOFError, TypeError, ValueError):
        return []
    return found
