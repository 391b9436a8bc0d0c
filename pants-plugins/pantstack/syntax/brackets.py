"""Join lines that continue inside brackets."""

from __future__ import annotations

import io
import tokenize
from itertools import accumulate

_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


def joined_lines(data: bytes) -> bytes:
    """Join the lines of a text inside brackets; every other byte keeps its offset.

    Comments in between give way to spaces, except those that hide findings: after them a line has to end.

    Args:
        data: a program; one that cannot be split into tokens comes back as it is.
    """
    text = data.decode("utf-8")
    joined = bytearray(data)
    lines, starts = text.split("\n"), line_starts(data)
    depth = 0
    comment = -1
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            row = token.start[0] - 1
            if token.type == tokenize.OP:
                depth += (token.string in _OPENING) - (token.string in _CLOSING)
            elif token.type == tokenize.COMMENT:
                comment = starts[row] + len(lines[row][: token.start[1]].encode())
            elif token.type == tokenize.NL and depth and row + 1 < len(starts):
                end = starts[row + 1] - 1
                start = comment if starts[row] <= comment else end
                if b"pantstack:" not in data[start:end]:
                    joined[start : end + 1] = b" " * (end + 1 - start)
    except (tokenize.TokenError, SyntaxError):
        return data
    return bytes(joined)


def line_starts(data: bytes) -> list[int]:
    """List the offsets that lines start at."""
    return [0, *accumulate(len(line) + 1 for line in data.split(b"\n")[:-1])]
