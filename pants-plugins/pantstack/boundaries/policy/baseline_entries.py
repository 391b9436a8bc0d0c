"""The entries of a baseline, and where their files have moved."""

from __future__ import annotations

import json
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Optional


@dataclass(frozen=True, order=True)
class Entry:
    """What is tolerated: all findings with the same three.

    Attributes:
        target: what they reach or mean.
        line: where the entry stands in the baseline; 1 if it was not read from there.
    """

    code: str
    file: str
    target: str
    line: int = field(default=1, compare=False)

    def __str__(self) -> str:
        return json.dumps([self.code, self.file, self.target])


def current_entries(
    entries: Sequence[Entry], there: set[Entry], files: Optional[Collection[str]]
) -> dict[Entry, Entry]:
    """Map each entry that still has a finding to its new place if the file moved, else to itself."""
    current = {entry: entry for entry in entries if entry in there}
    present = frozenset(files or ())
    lost = [entry for entry in entries if entry not in current and entry.file not in present]
    free = sorted(there - current.keys())
    # The longer the tail that two paths share, the likelier one has become the other; the name is the least of it.
    for length in range(max((entry.file.count("/") + 1 for entry in lost), default=0), 0, -1):
        moved = _moved(lost, free, length)
        current.update(moved)
        taken = set(moved.values())
        lost = [entry for entry in lost if entry not in moved]
        free = [entry for entry in free if entry not in taken]
    alike = Counter((entry.code, entry.target) for entry in free)
    current.update(_moved(lost, [entry for entry in free if alike[entry.code, entry.target] == 1], 0))
    return current


def _moved(lost: Iterable[Entry], free: Iterable[Entry], length: int) -> dict[Entry, Entry]:
    """Pair what has the same code, target and last parts of the path, each once."""
    waiting: dict[tuple[object, ...], deque[Entry]] = defaultdict(deque)
    for entry in free:
        waiting[_likeness(entry, length)].append(entry)
    queues = ((entry, waiting.get(_likeness(entry, length))) for entry in lost)
    return {entry: queue.popleft() for entry, queue in queues if queue}


def _likeness(entry: Entry, length: int) -> tuple[object, ...]:
    return entry.code, entry.target, tuple(entry.file.split("/")[-length:]) if length else ()
