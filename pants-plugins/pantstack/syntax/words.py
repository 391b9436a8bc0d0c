"""Where words stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable

_IN_WORDS = [byte >= 0x80 or byte == ord("_") or chr(byte).isalnum() for byte in range(256)]  # noqa: PLR2004
_WORD = re.compile(rb"[\w\x80-\xff]+")
# So many searches cost about as much as an index of all words.
_SEARCHES = 40


class Words:
    """The places of the words of a text, which is searched for a few of them, and indexed for many."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._searches = 0
        self._index: dict[bytes, list[int]] = {}

    def find(self, names: Iterable[str]) -> list[int]:
        """Find whole words, in order."""
        # In a broken file a name may be missing.
        words = {name.encode() for name in names if name}
        self._searches += len(words)
        if self._searches > _SEARCHES and not self._index:
            for match in _WORD.finditer(self._data):
                self._index.setdefault(match.group(), []).append(match.start())
        places = (self._index.get(word, ()) if self._index else self._search(word) for word in words)
        return sorted(offset for offsets in places for offset in offsets)

    def _search(self, word: bytes) -> list[int]:
        """Search the text; compiling a pattern for it would take longer."""
        data, offsets = self._data, []
        at = data.find(word)
        while at >= 0:
            end = at + len(word)
            if not (at and _IN_WORDS[data[at - 1]]) and not (end < len(data) and _IN_WORDS[data[end]]):
                offsets.append(at)
            at = data.find(word, end)
        return offsets
