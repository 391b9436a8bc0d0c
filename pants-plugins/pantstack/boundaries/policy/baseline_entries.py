"""The entries of a baseline, and where they have moved to."""

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
        code: of the check.
        file: where the findings lie.
        target: what they reach or mean.
        line: where the entry stands in the baseline; 1 if it was not read from there.
    """

    code: str
    file: str
    target: str
    line: int = field(default=1, compare=False)

    def __str__(self) -> str:
        return json.dumps([self.code, self.file, self.target])


def placed(entries: Sequence[Entry], there: set[Entry], files: Optional[Collection[str]]) -> dict[Entry, Entry]:
    """Each entry that is there, and each that has moved with where it is now; the others are missing."""
    placed = {each: each for each in entries if each in there}
    present = frozenset(files or ())
    lost = [each for each in entries if each not in placed and each.file not in present]
    free = sorted(there - placed.keys())
    # The longer the tail that two paths share, the likelier one has become the other; the name is the least of it.
    for length in range(max((each.file.count("/") + 1 for each in lost), default=0), 0, -1):
        moved = _moved(lost, free, length)
        placed.update(moved)
        taken = set(moved.values())
        lost = [each for each in lost if each not in moved]
        free = [each for each in free if each not in taken]
    alike = Counter((each.code, each.target) for each in free)
    placed.update(_moved(lost, [each for each in free if alike[each.code, each.target] == 1], 0))
    return placed


def _moved(lost: Iterable[Entry], free: Iterable[Entry], length: int) -> dict[Entry, Entry]:
    """Pair what has the same code, target and last parts of the path, each once."""
    waiting: dict[tuple[object, ...], deque[Entry]] = defaultdict(deque)
    for each in free:
        waiting[_likeness(each, length)].append(each)
    queues = ((each, waiting.get(_likeness(each, length))) for each in lost)
    return {each: queue.popleft() for each, queue in queues if queue}


def _likeness(entry: Entry, length: int) -> tuple[object, ...]:
    return entry.code, entry.target, tuple(entry.file.split("/")[-length:]) if length else ()
