"""The dotted chains in a text that start from some names."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TAIL = re.compile(rb"(?:\.[A-Za-z_]\w*)*")
_IN_NAMES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_BEFORE = _IN_NAMES | frozenset(b".")


def chains_of(names: Iterable[bytes], text: bytes) -> frozenset[str]:
    """Return the chains, and the names that stand alone."""
    found: set[bytes] = set()
    for name in names:
        if name in text:
            _follow(name, text, found)
    return frozenset([chain.decode() for chain in found])


def _follow(name: bytes, text: bytes, found: set[bytes]) -> None:
    """Add the chains of one name."""
    alone = name + b"." not in text
    length = len(name)
    at = text.find(name)
    while at >= 0:
        end = at + length
        if text[at - 1] not in _BEFORE and text[end] not in _IN_NAMES:
            if alone:
                found.add(name)
                return
            tail = _TAIL.match(text, end)
            found.add(text[at : tail.end()] if tail else name)
        at = text.find(name, end)
