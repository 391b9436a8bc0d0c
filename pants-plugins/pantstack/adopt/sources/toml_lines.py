"""The lines of everything in a TOML file: the library that parses it knows none."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from typing import Union

# The keys and indices that lead to a value, such as `("modules", 3, "path")`.
KeyPath = tuple[Union[str, int], ...]

_STRING = r'"""(?:\\.|[^\\])*?"""(?!")|\'\'\'.*?\'\'\'(?!\')|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
_KEY = re.compile(rf"[ \t]*(?P<part>[\w-]+|{_STRING})[ \t]*(?P<more>\.?)", re.DOTALL)
_SCALAR = re.compile(rf"{_STRING}|[^,\]}}\n#]*", re.DOTALL)
_BLANK = re.compile(r"(?:\s+|#[^\n]*)*")


class _Lines:
    """What a walk over the text of a file has found."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._at = 0
        self._tables: Counter[KeyPath] = Counter()
        self.found: dict[KeyPath, int] = {(): 1}

    def walk(self) -> None:
        """Find the line of every table, key and element."""
        table: KeyPath = ()
        while self._skip():
            start = self._at
            if self._text.startswith("[", start):
                table = self._header(start)
            else:
                self._pair(table)
            if self._at == start:
                return  # nothing that is valid: the parser has its own words for it

    def _skip(self) -> bool:
        match = _BLANK.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._at < len(self._text)

    def _note(self, path: KeyPath, at: int) -> None:
        for end in range(1, len(path) + 1):
            self.found.setdefault(path[:end], bisect_right(self._breaks, at - 1) + 1)

    def _keys(self) -> tuple[str, ...]:
        parts: list[str] = []
        more = "."
        while more:
            match = _KEY.match(self._text, self._at)
            if match is None:
                return tuple(parts)
            self._at = match.end()
            parts.append(match["part"].strip("\"'"))
            more = match["more"]
        return tuple(parts)

    def _header(self, start: int) -> KeyPath:
        many = self._text.startswith("[[", start)
        self._at = start + 1 + many
        path: KeyPath = ()
        keys = self._keys()
        for number, key in enumerate(keys, 1):
            path = (*path, key)
            if many and number == len(keys):
                self._tables[path] += 1
            if path in self._tables:
                path = (*path, self._tables[path] - 1)
        self._note(path, start)
        end = self._text.find("\n", self._at)
        self._at = len(self._text) if end < 0 else end
        return path

    def _pair(self, table: KeyPath) -> None:
        start = self._at
        path = (*table, *self._keys())
        self._note(path, start)
        equals = self._text.find("=", self._at)
        if self._at > start and equals >= 0:
            self._at = equals + 1
            self._value(path)

    def _value(self, path: KeyPath) -> None:
        self._skip()
        opening = self._text[self._at : self._at + 1]
        if opening == "[":
            self._elements(path)
        elif opening == "{":
            self._members(path)
        else:
            match = _SCALAR.match(self._text, self._at)
            self._at = match.end() if match else len(self._text)

    def _elements(self, path: KeyPath) -> None:
        self._at += 1
        index = 0
        while self._skip() and not self._closed("]"):
            self._note((*path, index), self._at)
            self._value((*path, index))
            index += 1

    def _members(self, path: KeyPath) -> None:
        self._at += 1
        while self._skip() and not self._closed("}"):
            start = self._at
            self._pair(path)
            if self._at == start:
                return

    def _closed(self, mark: str) -> bool:
        """Step over a comma and then over the end of a list, and return whether it was one."""
        if self._text.startswith(",", self._at):
            self._at += 1
            self._skip()
        if self._text.startswith(mark, self._at):
            self._at += 1
            return True
        return False


def lines(text: str) -> dict[KeyPath, int]:
    """Find the line of every table, key and element of a valid TOML file."""
    found = _Lines(text)
    found.walk()
    return found.found
