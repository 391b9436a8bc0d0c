"""Takes plain lines out of `[python.resolves]`, so that pants.toml is parsed in no time however many modules there are.

A parser that keeps comments takes milliseconds a line, and each module has three.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

_HEADER: Final = re.compile(r"\[python\.resolves\][ \t]*(#.*)?\r?\n")
_PLAIN: Final = re.compile(r"""([\w-]+|"[\w.-]+")[ \t]*=[ \t]*"[^"\\\r\n]*"[ \t]*\r?\n""", re.ASCII)
# In a text of several lines, nothing is certain to be what it looks like.
_QUOTES: Final = ('"""', "'''")


@dataclass(frozen=True)
class Shortened:
    """A pants.toml without a run of plain lines of `[python.resolves]`.

    Attributes:
        keys: the resolves that those lines name.
        lines: what was taken out.
        next_line: the plain line before which they stand.
    """

    text: str
    keys: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    next_line: str = ""

    @property
    def lockfiles(self) -> dict[str, str]:
        """What those lines say: the path of each resolve's lockfile, by its name."""
        return dict(zip(self.keys, (line.partition("=")[2].strip().strip('"') for line in self.lines)))

    def restored(self, text: str) -> str:
        """Put the lines back into a text that was edited in the meantime."""
        if not self.lines:
            return text
        lines = text.splitlines(keepends=True)
        header = next(at for at, line in enumerate(lines) if _HEADER.fullmatch(line))
        place = lines.index(self.next_line, header)
        return "".join((*lines[:place], *self.lines, *lines[place:]))


def shorten(text: str) -> Shortened:
    """Take the longest run of plain lines out of `[python.resolves]`, except for its last."""
    lines, table = _table(text)
    start = end = first = table.start
    for at in (*table, table.stop):
        if at == table.stop or not _PLAIN.fullmatch(lines[at]):
            if at - first > end - start:
                start, end = first, at
            first = at + 1
    if end - start <= 1:
        return Shortened(text)
    taken = tuple(lines[start : end - 1])
    return Shortened("".join((*lines[:start], *lines[end - 1 :])), tuple(map(_key, taken)), taken, lines[end - 1])


def without(text: str, names: Collection[str]) -> str:
    """Take the plain lines of resolves out of `[python.resolves]` for good; other lines of theirs stay."""
    lines, table = _table(text)
    own = {at for at in table if _PLAIN.fullmatch(lines[at]) and _key(lines[at]) in names}
    return "".join(line for at, line in enumerate(lines) if at not in own) if own else text


def _table(text: str) -> tuple[list[str], range]:
    """Split a text into lines, and find those of `[python.resolves]`; none where that is not certain."""
    lines = text.splitlines(keepends=True)
    headers = [at for at, line in enumerate(lines) if _HEADER.fullmatch(line)]
    if len(headers) != 1 or any(quotes in text for quotes in _QUOTES) or "".join(lines) != text:
        return lines, range(0)
    start = headers[0] + 1
    end = (at for at in range(start, len(lines)) if lines[at].lstrip().startswith("["))
    return lines, range(start, next(end, len(lines)))


def _key(line: str) -> str:
    return line.partition("=")[0].strip().strip('"')
