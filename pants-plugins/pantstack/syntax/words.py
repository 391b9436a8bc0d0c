"""Where words stand in a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cached_property

IN_WORDS = bytes(byte for byte in range(256) if byte >= 0x80 or byte == ord("_") or chr(byte).isalnum())  # noqa: PLR2004
_DOT = b"."
_SPACED = bytes(byte if byte in IN_WORDS + _DOT else ord(" ") for byte in range(256))
_WORD = re.compile(rb"[\w\x80-\xff]+")
# So many searches cost about as much as an index of all words.
_SEARCHES = 40


class Words:
    """The places of the words of a text, which is searched for a few of them, and indexed for many."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._searches = 0
        self._index: dict[bytes, list[int]] = {}
        self._noticed: set[bytes] = set()
        self._present: set[bytes] = set()

    def notice(self, words: Collection[bytes]) -> None:
        """Look for words that will be of interest: for all of them at once takes no longer than for one."""
        self._noticed.update(words)
        self._present |= {*words, *(word + _DOT for word in words)}.intersection(self._all)

    def has(self, word: bytes, sign: bytes = b"") -> bool:
        """Return whether a whole word occurs.

        Args:
            sign: a dot where one has to stand behind it.
        """
        if word not in self._noticed:
            self.notice([word])
        return word + _DOT in self._present or (not sign and word in self._present)

    @cached_property
    def _all(self) -> list[bytes]:
        """All words, those with a dot behind them with that."""
        return self._data.replace(_DOT, b". ").translate(_SPACED).split()

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
            if not (at and data[at - 1] in IN_WORDS) and not (end < len(data) and data[end] in IN_WORDS):
                offsets.append(at)
            at = data.find(word, end)
        return offsets
