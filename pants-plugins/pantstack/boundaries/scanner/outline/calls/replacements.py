"""What a file puts in the place of names of modules: by patching functions with literal arguments, by assignments."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple, Optional

from pantstack.boundaries.scanner.attribute_chains import FIXTURES
from pantstack.boundaries.scanner.outline.calls.masked_code import (
    DOTTED,
    LITERAL,
    MaskedCode,
    UnclearError,
    check_read_only,
)
from pantstack.boundaries.scanner.outline.chains import IN_NAMES, occurrences, places

_MONKEYPATCH = b"monkeypatch"
_PATCH = b"patch"
_ATTR = b"attr"
# What replaces a name in an object, and what it may be given: an object or its name, and the name there.
METHOD = re.compile(rb"\.(?:delattr|multiple|object|setattr|spy|stub)\s*[(#]")
_GIVEN = re.compile(rb"\.(?:delattr|object|setattr|spy|stub)\(\s*(?:\w+(?:\.\w+)*|\"\d+\")\s*,\s*\"(\d+)\"\s*[,)]")
_NAMED = re.compile(rb"\.(?:(?:delattr|setattr)\(\s*\"\d+\"\s*[,)]|stub\(\s*\))")
_OBJECT = re.compile(rb"\(\s*(\w+)((?:\.\w+)*)\s*[,)]")
_BOUND = re.compile(rb"\s*[:=]")
_BUILT_IN = re.compile(rb"(?<![\w.])(?:[sg]et|del)attr(?!\w)")
_SETTER = re.compile(rb"(?<![\w.])(?:set|del)attr\s*\(\s*(\w*)")
_MOST = 40
_TARGET = re.compile(rb"[ \t]*(?:[-+*/%@&|^]|//|\*\*|<<|>>)?=(?!=)")
_LEADS_TO_TARGET = re.compile(rb"(?<!\w)(?:del|as)(?!\w)|(?<!\w)for(?!\w)(?!.*(?<!\w)in(?!\w))")
_LEADING = (b"del", b"as", b"for")
_ANNOTATED = re.compile(rb"(?!(?:else|try|finally)\b)[\w.]+[ \t]*:[ \t]*\Z")
# What stands behind a chain that is called, or is the beginning of a longer one.
_NO_TARGET = IN_NAMES | frozenset(b"(.")
_LONGEST_LINE = 1000
_ASSIGNS = re.compile(rb"[^\n]*[^=!<>]=(?!=)")
_END = re.compile(rb"[)\]][ \t]*(?:=(?!=)|in\b)")
_SPREAD = re.compile(rb"\n[ \t]*(?:for[ \t]*)?[(\[][^=\n]*\n[^=]*[)\]][ \t]*(?:=(?!=)|in\b)")


class Replacements(NamedTuple):
    """What patching functions are given.

    Attributes:
        strings: the dotted names that they import.
        names: the last names of what they replace.
    """

    strings: frozenset[str]
    names: frozenset[str]


NONE = Replacements(frozenset(), frozenset())


def patched(
    code: bytes, texts: Sequence[bytes], patchers: Iterable[tuple[bytes, tuple[bytes, ...]]]
) -> Optional[Replacements]:
    """Read what patching functions are given; None where that is not all literal.

    Args:
        code: without triple-quoted strings.
        texts: these strings.
        patchers: the names that lead to functions that patch, and the attributes on the way from each.
    """
    masked = MaskedCode(code)
    names = [(name, way) for name, way in patchers if name in masked.code]
    fixtures = [(name.encode(), (_PATCH,)) for name in FIXTURES if name != "monkeypatch" and name.encode() in code]
    try:
        _check_fields(masked, texts, [name for name, _ in (*names, *fixtures)])
        strings = {text for name, way in {*names, *fixtures} for text in _by_function(masked, name, way)}
        strings |= set(_by_monkeypatch(masked))
        replaced = set(_in_objects(masked))
    except UnclearError:
        return None
    last = {text.rpartition(b".")[2] for text in strings}
    return Replacements(_decoded(strings), _decoded(last | replaced))


def _decoded(texts: Iterable[bytes]) -> frozenset[str]:
    return frozenset(text.decode() for text in texts)


def _check_fields(masked: MaskedCode, texts: Sequence[bytes], names: Sequence[bytes]) -> None:
    """Code in formatted strings is not looked at: it must be none that matters."""
    if _ATTR in masked.code and _BUILT_IN.search(masked.code):
        raise UnclearError
    words = (*names, _PATCH, _MONKEYPATCH, _ATTR, b".object", b".spy", b".stub")
    for text in (*masked.literals, *texts):
        if b"{" in text and (text.count(b"{") != text.count(b"}") or any(word in text for word in words)):
            raise UnclearError


def _by_function(masked: MaskedCode, name: bytes, way: tuple[bytes, ...]) -> Iterator[bytes]:
    """What functions are given that a name leads to."""
    code = masked.code
    for start, end in occurrences(name, code):
        attributes = tuple(code[start:end].split(b".")[1:])
        common = min(len(way), len(attributes))
        rest = attributes[common:]
        if attributes[:common] != way[:common]:
            continue
        if len(attributes) < len(way) or code[end : end + 1] != b"(":
            check_read_only(code, start, end)
        elif rest in ((), (b"dict",)):
            given = LITERAL.match(code, end)
            object_given = _OBJECT.match(code, end)
            if given is not None:
                yield from _dotted(masked.literals[int(given[1])])
            elif not rest or object_given is None or not object_given[2]:
                raise UnclearError
        elif rest == (b"multiple",):
            raise UnclearError


def _by_monkeypatch(masked: MaskedCode) -> Iterator[bytes]:
    """What pytest's own fixture is given."""
    code = masked.code
    objects: set[bytes] = set()
    for start, end in occurrences(_MONKEYPATCH, code):
        method = code[start:end].split(b".")[1:2]
        if method == [b"context"]:
            raise UnclearError
        if not method or code[end : end + 1] != b"(":
            check_read_only(code, start, end)
        elif method[0] in (b"setattr", b"delattr"):
            given, held = LITERAL.match(code, end), _OBJECT.match(code, end)
            if given is not None:
                yield from _dotted(masked.literals[int(given[1])])
            elif held is None:
                raise UnclearError
            elif not held[2]:
                objects.add(held[1])
    if len(objects) > _MOST or any(_BOUND.match(code, end) for name in objects for _, end in occurrences(name, code)):
        # It may be a string.
        raise UnclearError


def _in_objects(masked: MaskedCode) -> Iterator[bytes]:
    """The names that are replaced in objects."""
    for found in METHOD.finditer(masked.code):
        given = _GIVEN.match(masked.code, found.start())
        if given is not None and masked.literals[int(given[1])].decode().isidentifier():
            yield masked.literals[int(given[1])]
        elif given is not None or _NAMED.match(masked.code, found.start()) is None:
            raise UnclearError


def _dotted(text: bytes) -> Iterator[bytes]:
    """A literal as a dotted name, if it is one."""
    if not text or b"\\" in text or not text.isascii():
        raise UnclearError
    name = text.rstrip(b".")
    if DOTTED.match(name):
        yield name


def sets_by_name(names: Collection[bytes], code: bytes) -> bool:
    """Return whether code may give or take attributes of what names stand for by functions of Python's own."""
    if _ATTR not in code or (b"setattr" not in code and b"delattr" not in code):
        return False
    return any(found[1] in names or not found[1] for found in _SETTER.finditer(code))


def assigned(chains: Iterable[str], plain: bytes) -> set[str]:
    """Return the last names of chains that something may be assigned to, in code without strings and comments."""
    code = b"\n%s\n" % plain
    spread: Optional[bool] = None
    found: set[bytes] = set()
    for chain, at in places({chain.encode() for chain in chains if "." in chain}, code):
        if chain in found or code[at + len(chain)] in _NO_TARGET:
            continue
        target = _is_target(code, at, at + len(chain))
        if target is None:
            # Targets on several lines are in brackets of their own.
            target = spread = _has_spread(code) if spread is None else spread
        if target:
            found.add(chain)
    return {chain.rpartition(b".")[2].decode() for chain in found}


def _has_spread(code: bytes) -> bool:
    """Return whether the targets of an assignment or a loop stand on several lines."""
    for end in _END.finditer(code):
        line = code[code.rfind(b"\n", 0, end.start()) : end.start() + 1]
        if line.count(b"(") < line.count(b")") or line.count(b"[") < line.count(b"]"):
            return _SPREAD.search(code) is not None
    return False


def _is_target(code: bytes, start: int, end: int) -> Optional[bool]:
    """Return whether something may be assigned to what stands at a place, or it is deleted; None if lines decide."""
    first, last = code.rfind(b"\n", 0, start) + 1, code.find(b"\n", end)
    if last - first > _LONGEST_LINE:
        return True
    before = code[first:start].lstrip()
    if any(word in before for word in _LEADING) and _LEADS_TO_TARGET.search(before):
        return True
    following = code[end : end + 1]
    if following == b":":
        return not before or before.endswith((b";", b":"))
    assigning = code.find(b"=", end, last) >= 0
    if assigning and _TARGET.match(code, end):
        return not _is_inside(before) and _ANNOTATED.match(before) is None
    if following not in b",)] \t\n":
        return False
    return not _is_inside(before) if assigning and _ASSIGNS.match(code, end) else None


def _is_inside(before: bytes) -> bool:
    """Return whether a line is in the brackets of a call."""
    return before.count(b"(") > before.count(b")") and before[:1] not in b"(["
