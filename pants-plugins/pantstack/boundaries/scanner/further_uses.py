"""Where names of a text may lead further than what they are bound to, by the text alone, before its tree is searched.

Elsewhere a name is called, or read alone, as an argument, a base class or an annotation: nothing is reached from it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

from pantstack.syntax.words import IN_WORDS, Words

_COMMENT = rb"#[^\n]*\n"
_SPACE = rb"(?:[\s\\]|" + _COMMENT + rb")*"
# What the grammar lets stand between a sign and a name, both of which another place may begin with.
_GIVEN = rb"(?=(?:[\s(*\\]|" + _COMMENT + rb")*([\w\x80-\xff]+))"
# `other = name` where nothing follows, `other = (name)` and `(other := name)`.
_GIVEN_TO_NAMES = (
    re.compile(rb"=(?=(?:[\s*\\]|" + _COMMENT + rb")*([\w\x80-\xff]+)[ \t\f\v]*(?:[\n;#\\]|\Z))"),
    re.compile(rb"=" + _SPACE + rb"\(" + _GIVEN),
    re.compile(rb":=" + _GIVEN),
)
# Of `getattr(name, "other")` the name has to be the first that is given, and of what replaces names in an object, where
# it may be given as a keyword, too. A pattern that begins with a word is a quick one.
_GIVEN_FIRST = {
    word: re.compile(re.escape(word) + _SPACE + rb"\(" + _GIVEN)
    for word in (b"attr", b".multiple", b".object", b".spy", b".stub")
}
_KEYWORDS = {word: re.compile(word + _SPACE + rb"=" + _GIVEN) for word in (b"obj", b"target")}
# So many searches cost about as much as an index of all words with a dot.
_SEARCHES = 10
# A dot behind something else than a word or a dot, where all blanks are spaces.
_APART = (b" .", b").")
_SPACES = bytes(ord(" ") if byte in b"\t\f\v\n" else byte for byte in range(256))
_CLOSING = b" \t\f\v)\\"
_CALLED = (b"(", b"[")
_BLANK = b" \t\f\v\n\\"
_DEFINING = (b"class", b"def", b"type")
# Nobody writes more than that between such a word and a name.
_LONGEST = 64


class FurtherUses:
    """The text of one file."""

    def __init__(self, data: bytes, words: Words) -> None:
        self._data = data
        self._words = words
        self._known: dict[str, list[int]] = {}

    def among(self, names: Collection[str]) -> set[str]:
        """Return those of some names of which an attribute may be read, or that another name may stand for."""
        words = {name: name.encode() for name in names}
        places = self._undotted if words else {}
        return {name for name, word in words.items() if word in places or self._words.has(word, b".")}

    def places(self, name: str) -> list[int]:
        """Return the places of a name where that may be so."""
        return sorted({*self.dotted(name), *self._undotted.get(name.encode(), ())})

    def dotted(self, name: str) -> list[int]:
        """Return the places of a name with a dot behind it, in order."""
        if name not in self._known:
            word = name.encode()
            if len(self._known) > _SEARCHES:
                self._known[name] = self._all_dotted.get(word, [])
            else:
                self._known[name] = self._search(word) if self._words.has(word, b".") else []
        return self._known[name]

    def _search(self, word: bytes) -> list[int]:
        data, found, dotted = self._data, list[int](), word + b"."
        at = data.find(dotted)
        while at >= 0:
            if not (at and data[at - 1] in IN_WORDS):
                found.append(at)
            at = data.find(dotted, at + len(dotted))
        return found

    @cached_property
    def _all_dotted(self) -> Mapping[bytes, list[int]]:
        """All words with a dot directly behind them, with their places."""
        found: dict[bytes, list[int]] = {}
        end = -1
        for piece in self._data.split(b".")[:-1]:
            length = len(piece.rstrip(IN_WORDS))
            end += len(piece) + 1
            if length < len(piece):
                found.setdefault(piece[length:], []).append(end - len(piece) + length)
        return found

    @cached_property
    def _undotted(self) -> Mapping[bytes, Sequence[int]]:
        """The words that may lead further where no dot stands directly behind them, with their places."""
        data, found = self._data, dict[bytes, list[int]]()
        functions = [pattern for word, pattern in _GIVEN_FIRST.items() if word in data]
        keywords = [pattern for word, pattern in _KEYWORDS.items() if word in data] if functions else []
        patterns = (*_GIVEN_TO_NAMES, *functions, *keywords)
        for pattern in patterns:
            for match in pattern.finditer(data):
                found.setdefault(match[1], []).append(match.start(1))
        text = data.translate(_SPACES)
        for sign in _APART:
            at = text.find(sign)
            while at >= 0:
                for place, word in _before(data, at):
                    found.setdefault(word, []).append(place)
                at = text.find(sign, at + 1)
        return found


def _before(data: bytes, end: int) -> Iterator[tuple[int, bytes]]:
    """The words before a place: a comment may be between them, or what looks like one."""
    goes_on = True
    while goes_on:
        start = data.rfind(b"\n", 0, end) + 1
        parts = data[start:end].split(b"#")
        place = start
        for part in parts:
            text = part.rstrip(_CLOSING)
            length = len(text.rstrip(IN_WORDS))
            yield place + length, text[length:]
            place += len(part) + 1
        goes_on, end = not parts[0].rstrip(_CLOSING) and start > 0, start - 1


def may_bind(data: bytes, start: int, end: int) -> bool:
    """Return whether a word may be bound where it stands, outside of imports: it is no attribute, and not called."""
    if data[start - 1 : start] == b".":
        return False
    after = data[end : end + 1]
    if after in _CALLED:
        return data[max(start - _LONGEST, 0) : start].rstrip(_BLANK).endswith(_DEFINING)
    return after != b"."
