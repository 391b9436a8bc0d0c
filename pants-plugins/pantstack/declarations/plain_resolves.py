"""Takes plain lines out of `[python.resolves]`, so that pants.toml is parsed in no time however many modules there are.

A parser that keeps comments takes milliseconds a line, and each module has three.
"""

from __future__ import annotations

import re
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
    lines = text.splitlines(keepends=True)
    headers = [at for at, line in enumerate(lines) if _HEADER.fullmatch(line)]
    if len(headers) != 1 or any(quotes in text for quotes in _QUOTES) or "".join(lines) != text:
        return Shortened(text)
    start = end = first = headers[0] + 1
    for at in range(headers[0] + 1, len(lines) + 1):
        if at == len(lines) or not _PLAIN.fullmatch(lines[at]):
            if at - first > end - start:
                start, end = first, at
            first = at + 1
            if at == len(lines) or lines[at].lstrip().startswith("["):
                break
    if end - start <= 1:
        return Shortened(text)
    taken = tuple(lines[start : end - 1])
    keys = tuple(line.partition("=")[0].strip().strip('"') for line in taken)
    return Shortened("".join((*lines[:start], *lines[end - 1 :])), keys, taken, lines[end - 1])
