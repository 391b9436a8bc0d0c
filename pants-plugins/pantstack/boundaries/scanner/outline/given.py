"""The names into which statements of a file's top level put something, and what is assigned to behind other names."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Optional

from pantstack.boundaries.scanner.top_level.ingredients import ADDITIONS

# A statement of the top level that is no definition, with the blocks in it.
_STATEMENT = re.compile(
    rb"\n(?![ \t\n)\]}#@]|(?:def|class|async[ \t]+def)[ \t])[^\n]*(?:\n(?:[ \t)\]}][^\n]*)?(?=\n))*",
)
_OPERATOR = rb"(?:[-+*/%@&|^]|//|\*\*|<<|>>)?=(?!=)"
# A name that is assigned to, perhaps among others, or what it holds; and one that something is added to.
_GIVEN = re.compile(rb"(?<![\w.])([A-Za-z_]\w*)\s*(?:[\[,)\]:]|%s|\.\s*\w+\s*(?:=(?!=)|:))" % _OPERATOR)
_ADDED = re.compile(
    rb"(?<![\w.])([A-Za-z_]\w*)\s*\.\s*(?:%s)\s*\(" % b"|".join(sorted(name.encode() for name in ADDITIONS))
)
# What another name is given as it is.
_ALIASED = re.compile(rb"=[ \t(]*([A-Za-z_]\w*)(?:\.\w+)*[ \t)]*(?=[\n;])")
_WALRUS = re.compile(rb"(\w+)\s*:=\s*([A-Za-z_]\w*)")
_WORD = re.compile(rb"(?<![\w.])[A-Za-z_]\w*(?![\w.])")
# Of what stands before a value.
_LONGEST = 1000
_IN_BRACKETS = re.compile(rb"\)[ \t]*(?:\.\w+)*\.(\w+)[ \t]*%s" % _OPERATOR)


def given(names: Optional[Collection[bytes]], plain: bytes) -> frozenset[str]:
    """Return which names something may be put into on import, in code without strings and comments.

    Args:
        names: those of interest; None for all.
    """
    if names is not None and not names:
        return frozenset()
    found = set[bytes]()
    for text in _STATEMENT.findall(plain):
        found.update(_GIVEN.findall(text, 0, text.rfind(b"=") + 1))
        if b"." in text:
            found.update(_ADDED.findall(text))
    return frozenset(name.decode() for name in (found if names is None else found.intersection(names)))


def aliases(names: Collection[bytes], plain: bytes) -> frozenset[bytes]:
    """Return the other names that are given what names stand for, or something of that."""
    walruses = _WALRUS.findall(plain) if b":=" in plain else []
    # Most files give no other names: that is seen at once.
    if not walruses and frozenset(names).isdisjoint(_ALIASED.findall(plain)):
        return frozenset()
    values: dict[bytes, list[bytes]] = {}
    for each in _ALIASED.finditer(plain):
        start, nearest = each.start(), max(each.start() - _LONGEST, 0)
        line = max(plain.rfind(b"\n", nearest, start), plain.rfind(b";", nearest, start), nearest)
        values.setdefault(each[1], []).append(plain[line:start])
    for other, name in walruses:
        values.setdefault(name, []).append(other)
    found, waiting = set(names), [name for name in names if name in values]
    while waiting:
        more = {other for left in values.get(waiting.pop(), ()) for other in _WORD.findall(left)} - found
        found |= more
        waiting += more
    return frozenset(found.difference(names))


def assigned_in_brackets(plain: bytes) -> frozenset[str]:
    """Return the attributes of something in brackets that are assigned to."""
    return frozenset(name.decode() for name in _IN_BRACKETS.findall(plain)) if b")." in plain else frozenset()
