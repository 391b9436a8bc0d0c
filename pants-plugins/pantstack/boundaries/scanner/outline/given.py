"""The names into which statements of a file's top level put something, and what is assigned to behind other names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
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
_ALIASED = re.compile(rb"=[\s(]*([A-Za-z_]\w*)(?:\.\w+)*[ \t)]*0?[ \t]*(?=[\n;])")
_WALRUS = re.compile(rb"(\w+)\s*:=\s*([A-Za-z_]\w*)")
_WORD = re.compile(rb"(?<![\w.])[A-Za-z_]\w*(?![\w.])")
# What attributes are read from without a chain that begins with a name and has no spaces.
_BRACKETED = re.compile(rb"\((?<![\w\])]\()[\s(]*([A-Za-z_]\w*)(?:\.\w+)*[\s)]*\)\s*\.")
_BY_NAME = re.compile(rb"getattr\s*\([\s(]*([A-Za-z_]\w*)")
# The search for a dot is a quick one, and so is that for a bracket.
_SPACES = re.compile(rb"\.(?:(?<=[ \t\n]\.)|(?=[ \t\n]))")
_SPACED = re.compile(rb"(?<![\w.])([A-Za-z_]\w*)(?:\.\w+)*(?:[ \t\n]+\.(?=[A-Za-z_ \t\n])|\.[ \t\n])")
# Of what stands before a value.
_LONGEST = 1000
# Of more names that have others, all are taken for such.
_MOST = 40
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


class Aliases:
    """The other names that are given what names stand for, or something of that."""

    def __init__(self, names: Collection[bytes], plain: bytes) -> None:
        """Find them in code without strings and comments."""
        self._names = names
        self._lefts: dict[bytes, list[bytes]] = {}
        walruses = _WALRUS.findall(plain) if b":=" in plain else []
        # Most files give no other names: that is seen at once.
        if not walruses and frozenset(names).isdisjoint(_ALIASED.findall(plain)):
            return
        for each in _ALIASED.finditer(plain):
            start, nearest = each.start(), max(each.start() - _LONGEST, 0)
            line = max(plain.rfind(b"\n", nearest, start), plain.rfind(b";", nearest, start), nearest)
            self._lefts.setdefault(each[1], []).append(plain[line:start])
        for other, name in walruses:
            self._lefts.setdefault(name, []).append(other)

    def of(self, names: Collection[bytes]) -> frozenset[bytes]:
        """Return those of some names, without these."""
        found, waiting = set(names), [name for name in names if name in self._lefts]
        while waiting:
            more = {other for left in self._lefts.get(waiting.pop(), ()) for other in _WORD.findall(left)} - found
            found |= more
            waiting += more
        return frozenset(found.difference(names))

    def reaching(self, read: Collection[bytes]) -> set[bytes]:
        """Return the names that have one of some others."""
        given = [name for name in self._names if name in self._lefts]
        if len(given) > _MOST:
            return set(given)
        return {name for name in given if not self.of([name]).isdisjoint(read)}


def renamed(aliases: Aliases, names: Collection[bytes], plain: bytes, behind: Iterable[str]) -> frozenset[str]:
    """Return which names stand for something that attributes are read from in other ways than by chains.

    That is the case behind another name, behind brackets, by `getattr`, and where there are spaces before a dot.

    Args:
        behind: the chains of aliases.
    """
    found = {chain.partition(".")[0].encode() for chain in behind if "." in chain}
    is_spaced = _SPACES.search(plain) is not None
    if is_spaced:
        found.update(_SPACED.findall(plain))
    if is_spaced or b")." in plain:
        found.update(_BRACKETED.findall(plain))
    if b"getattr" in plain:
        found.update(_BY_NAME.findall(plain))
    return frozenset(name.decode() for name in aliases.reaching(found) | found.intersection(names))


def assigned_in_brackets(plain: bytes) -> frozenset[str]:
    """Return the attributes of something in brackets that are assigned to."""
    return frozenset(name.decode() for name in _IN_BRACKETS.findall(plain)) if b")." in plain else frozenset()
