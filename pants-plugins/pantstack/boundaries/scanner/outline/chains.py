"""The dotted chains in a text that start from some names."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Iterator

_CHAIN = re.compile(rb"(?<![\w.])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
# So many searches cost about as much as looking at every name.
_SEARCHES = 40
# The same where a text is searched for names alone.
_FEW = 12
_TAIL = re.compile(rb"(?:\.[A-Za-z_]\w*)*")
IN_NAMES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_DOT = ord(".")
_SPACED = bytes(byte if byte in IN_NAMES or byte == _DOT else ord(" ") for byte in range(256))
_BEFORE = IN_NAMES | frozenset(b".")


def chains_of(name: bytes, text: bytes) -> set[bytes]:
    """Return the chains that start from a name, and the name itself where it stands alone."""
    found: set[bytes] = set()
    at = text.find(name)
    if at >= 0:
        _follow(name, text, at, found)
    return found


def read_chains(names: Collection[bytes], code: bytes, texts: bytes) -> tuple[str, ...]:
    """Return the chains of a file, and the names that stand alone in its code, sorted.

    Args:
        code: without strings and comments.
        texts: the strings, with a line before and after them, where a name alone does not count.
    """
    found: set[bytes] = set()
    if len(names) > _FEW:
        found.update(_words(names, code))
    else:
        for name in names:
            found |= chains_of(name, code)
    for name in names:
        if name + b"." in texts:
            found.update(texts[at:end] for at, end in occurrences(name, texts) if end > at + len(name))
    return _listed(found)


def _words(names: Collection[bytes], code: bytes) -> Iterator[bytes]:
    """Yield the chains that start from names, by a look at all words of a text."""
    words = set(code.translate(_SPACED).split())
    yield from words.intersection(names)
    for word in words:
        if _DOT in word:
            chain = word.rstrip(b".")
            if chain.partition(b".")[0] in names:
                yield chain


def _listed(chains: Iterable[bytes]) -> tuple[str, ...]:
    # Many files have the same ones, and an outline is kept.
    return tuple([sys.intern(chain.decode()) for chain in sorted(chains)])


def _follow(name: bytes, text: bytes, at: int, found: set[bytes]) -> None:
    """Add the chains of one name."""
    length, wanted = len(name), name
    while at >= 0:
        end = at + length
        after = text[end]
        if after not in IN_NAMES and text[at - 1] not in _BEFORE:
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
        if code[end] not in IN_NAMES and code[at - 1] not in _BEFORE:
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
