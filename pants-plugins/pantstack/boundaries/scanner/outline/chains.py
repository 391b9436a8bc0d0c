"""The dotted chains in a text that start from some names."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterator

_CHAIN = re.compile(rb"(?<![\w.])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
# So many searches cost about as much as looking at every name.
_SEARCHES = 40
_TAIL = re.compile(rb"(?:\.[A-Za-z_]\w*)*")
_IN_NAMES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_DOT = ord(".")
_BEFORE = _IN_NAMES | frozenset(b".")


def chains_of(names: Collection[bytes], text: bytes) -> tuple[str, ...]:
    """Return the chains, and the names that stand alone, sorted."""
    found: set[bytes] = set()
    if len(names) > _SEARCHES:
        found.update(each for each in _CHAIN.findall(text) if each.partition(b".")[0] in names)
        names = ()
    for name in names:
        at = text.find(name)
        if at >= 0:
            _follow(name, text, at, found)
    # Many files have the same ones, and an outline is kept.
    return tuple([sys.intern(chain.decode()) for chain in sorted(found)])


def _follow(name: bytes, text: bytes, at: int, found: set[bytes]) -> None:
    """Add the chains of one name."""
    length, wanted = len(name), name
    while at >= 0:
        end = at + length
        after = text[end]
        if after not in _IN_NAMES and text[at - 1] not in _BEFORE:
            chain = text[at : _TAIL.match(text, end).end()] if after == _DOT else name  # type: ignore[union-attr]
            found.add(chain)
            if chain == name:
                # That is known now.
                wanted = name + b"."
        at = text.find(wanted, end)


def occurrences(name: bytes, code: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each chain of a name starts and ends, in code with a line before and after it."""
    at = code.find(name)
    while at >= 0:
        end = at + len(name)
        if code[end] not in _IN_NAMES and code[at - 1] not in _BEFORE:
            tail = _TAIL.match(code, end)
            end = tail.end() if tail is not None else end
            yield at, end
        at = code.find(name, end)


def places(chains: Collection[bytes], code: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield where chains stand."""
    if len(chains) > _SEARCHES:
        yield from ((found[0], found.start()) for found in _CHAIN.finditer(code) if found[0] in chains)
        return
    for chain in chains:
        at = code.find(chain)
        while at >= 0:
            yield chain, at
            at = code.find(chain, at + len(chain))
