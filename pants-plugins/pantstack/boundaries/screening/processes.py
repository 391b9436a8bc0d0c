"""Several processes that do parts of the same work."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any, Callable, Final, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
# So many items are done before other processes have begun.
FEW: Final = 2000
_PART: Final = 500
# What the processes do; they begin as copies of this one.
_WORK: list[Callable[[Any], Any]] = []


def map_in_processes(
    work: Callable[[_Item], _Result], items: Sequence[_Item], processes: int
) -> Iterator[tuple[_Item, _Result]]:
    """Yield items with what becomes of them; where processes cannot begin as copies of this one, it does all itself."""
    if processes < 2 or len(items) < FEW or sys.platform != "linux":  # noqa: PLR2004  one is this one
        yield from ((item, work(item)) for item in items)
        return
    # Takes longer to import than most runs have.
    from multiprocessing import get_context  # noqa: PLC0415

    _WORK.append(work)
    try:
        with get_context("fork").Pool(processes) as pool:
            parts = [items[start : start + _PART] for start in range(0, len(items), _PART)]
            for part, results in zip(parts, pool.imap(_do, parts)):
                yield from zip(part, results)
    finally:
        _WORK.pop()


def _do(items: Sequence[Any]) -> list[Any]:
    return [_WORK[-1](item) for item in items]
