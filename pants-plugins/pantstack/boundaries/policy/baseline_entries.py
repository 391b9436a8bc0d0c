"""The entries of a baseline, and where their files have moved."""

from __future__ import annotations

import json
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Optional

from pantstack.boundaries.policy.moves import Moves, likely_renames
from pantstack.buildfiles.globs import parents


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


def current_entries(entries: Sequence[Entry], there: set[Entry], moves: Moves) -> dict[Entry, Entry]:
    """Map each entry that still has a finding to its new place if something moved, else to itself."""
    search = _Search(moves, [entry for entry in entries if entry not in there], there.difference(entries))
    search.follow_git()
    search.follow_likeness()
    search.follow_names()
    search.follow_code()
    return {**{entry: entry for entry in entries if entry in there}, **search.found}


class _Search:
    """What entries have become whose place has no finding: each place is taken once, and by its own module only."""

    def __init__(self, moves: Moves, lost: Sequence[Entry], free: set[Entry]) -> None:
        self.found: dict[Entry, Entry] = {}
        self._moves = moves
        self._lost = list(lost)
        self._free = free
        self._targets = {target: moves.target(target) for target in {entry.target for entry in lost}}
        gone = {entry.file for entry in lost if moves.is_gone(entry.file)}
        known = moves.history is not None
        likely = {} if known else likely_renames(moves, gone, {entry.file for entry in free})
        self._homes = {file: _likely_home(file, likely) or moves.home(file) for file in gone}

    def follow_git(self) -> None:
        """Follow what git proves: renames of the file, of the target, or of both."""
        found: dict[Entry, Entry] = {}
        taken: set[Entry] = set()
        for entry in self._lost:
            files = (self._moves.file(entry.file), entry.file)
            targets = (self._targets[entry.target], entry.target)
            places = (Entry(entry.code, file, target) for file in files if file for target in targets)
            place = next((place for place in places if place in self._free and place not in taken), None)
            if place is not None:
                found[entry] = place
                taken.add(place)
        self._take(found)

    def follow_likeness(self) -> None:
        """Follow files that git does not know to have moved, by the end of their paths.

        The longer the tail that two paths share, the likelier one has become the other; the name is the least of it.
        """
        for length in range(max((entry.file.count("/") + 1 for entry in self._unknown()), default=0), 0, -1):
            self._pair(self._unknown(), self._free, length)

    def follow_names(self) -> None:
        """Follow what is only one of its kind, although its file has another name now: unless it was deleted."""
        unknown = [entry for entry in self._unknown() if not self._moves.was_deleted(entry.file)]
        alike = Counter(self._key(entry) for entry in self._free)
        self._pair(unknown, (entry for entry in self._free if alike[self._key(entry)] == 1), 0)

    def follow_code(self) -> None:
        """Follow a name to another file of its module, where the file that had it is gone."""
        waiting: dict[object, list[Entry]] = defaultdict(list)
        for entry in self._free:
            named = self._moves.named_now(entry.target)
            waiting[entry.code, named, entry.file].append(entry)
        asking: dict[object, list[Entry]] = defaultdict(list)
        for entry in self._lost:
            named = self._moves.named(entry.target)
            if named is not None and not self._moves.is_there(entry.target):
                file = self._moves.file(entry.file) or entry.file
                asking[entry.code, named, file].append(entry)
        alone = {key: lost[0] for key, lost in asking.items() if len(lost) == len(waiting.get(key, ())) == 1}
        self._take({entry: waiting[key][0] for key, entry in alone.items()})

    def _unknown(self) -> list[Entry]:
        return [entry for entry in self._lost if entry.file in self._homes and self._moves.file(entry.file) is None]

    def _key(self, entry: Entry) -> tuple[object, ...]:
        """What an entry of today shares with the one that it was."""
        return entry.code, entry.target, self._moves.owner(entry.file)

    def _pair(self, lost: Sequence[Entry], free: Iterable[Entry], length: int) -> None:
        """Pair what has the same code, target, module and last parts of the path, each once."""
        waiting: dict[object, deque[Entry]] = defaultdict(deque)
        for entry in sorted(free):
            waiting[self._key(entry), _tail(entry, length)].append(entry)
        keys = ((entry.code, self._targets[entry.target], self._homes[entry.file]) for entry in lost)
        queues = ((entry, waiting.get((key, _tail(entry, length)))) for entry, key in zip(lost, keys))
        self._take({entry: queue.popleft() for entry, queue in queues if queue})

    def _take(self, found: dict[Entry, Entry]) -> None:
        self.found.update(found)
        self._free = self._free.difference(found.values())
        self._lost = [entry for entry in self._lost if entry not in found]


def _likely_home(file: str, likely: Mapping[str, str]) -> Optional[str]:
    return next((likely[folder] for folder in parents(file) if folder in likely), None)


def _tail(entry: Entry, length: int) -> tuple[str, ...]:
    return tuple(entry.file.split("/")[-length:]) if length else ()
