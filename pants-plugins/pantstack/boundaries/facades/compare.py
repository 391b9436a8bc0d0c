"""What changed between a lock and the facade of today, and whether that breaks who uses it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Optional

from pantstack.boundaries.facades.signatures import annotation, breaking_signature, same_type

_CLASS = re.compile(r"(?:(?P<marks>@.+|model) )?class(?: \((?P<bases>.*)\))?$", re.DOTALL)
_ATTRIBUTE = re.compile(r"(?P<kind>field|attribute|constant)(?:: (?P<type>.*?))?(?P<given> = \.\.\.)?$", re.DOTALL)
_WORD = re.compile(r"[^\W\d]\w*")
# Of the arguments of a dataclass, those that take something away from who makes or changes an object.
_NARROWING = ("kw_only=True", "frozen=True")


@dataclass(frozen=True)
class Change:
    """A name that is not what its lock has.

    Attributes:
        breaks: what its users can no longer rely on, such as "has lost its parameter `note`"; None if all of it holds.
        text: what it is today; None where it is no longer offered.
    """

    name: str
    breaks: Optional[str]
    text: Optional[str]


def changes(locked: Mapping[str, str], today: Mapping[str, str]) -> tuple[Change, ...]:
    """Compare what is promised with what there is, by name."""
    returned_only = _returned_only(today)
    found: list[Change] = []
    for name in sorted({*locked, *today}):
        before, after = locked.get(name), today.get(name)
        owner = name.rpartition(".")[0] if "." in name.rpartition(":")[2] else ""
        if before == after:
            continue
        if after is None:
            # A class that is no longer offered takes its members along.
            if not (owner and owner in locked and owner not in today):
                found.append(Change(name, "is no longer there", None))
        elif before is None:
            broken = owner in locked and _is_required(after) and _top(owner) not in returned_only
            breaks = "is new and has no default, so that whoever makes one has to pass it" if broken else None
            found.append(Change(name, breaks, after))
        else:
            found.append(Change(name, _broken(before, after, returned=_top(owner) in returned_only), after))
    return tuple(found)


def _top(name: str) -> str:
    return name.rpartition(":")[2]


def _is_required(text: str) -> bool:
    return text.startswith("field") and not text.endswith(" = ...")


def _kind(text: str) -> str:
    """What sort of thing a line of a lock describes."""
    if _CLASS.fullmatch(text):
        return "class"
    if "def (" in text:
        return "property" if "@property" in text else "function"
    word = text.partition(" ")[0].rstrip(":")
    return "attribute" if word == "field" else word


def _broken(before: str, after: str, *, returned: bool) -> Optional[str]:
    """Say what a change of one line breaks; None if it breaks nothing, or only running the code would tell."""
    kinds = _kind(before), _kind(after)
    if "opaque" in kinds:
        return None
    if set(kinds) == {"property", "attribute"}:
        return _property_and_attribute(before, after)
    if kinds[0] != kinds[1]:
        return f"was `{_short(before)}`, and is `{_short(after)}`"
    if kinds[0] in ("attribute", "constant"):
        return _broken_attribute(before, after, returned=returned)
    compare = {"class": _broken_class, "function": breaking_signature, "property": breaking_signature}.get(kinds[0])
    return f"was {before}, and is {after}" if compare is None else compare(before, after)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004  a line


def _property_and_attribute(before: str, after: str) -> Optional[str]:
    old, new = annotation(before), annotation(after)
    if old and not same_type(old, new):
        return f"was `{old}`, and is `{new or 'without a type'}`"
    if "@property" in after and "@setter" not in after:
        return "can no longer be set"
    return None


def _broken_class(before: str, after: str) -> Optional[str]:
    old, new = _CLASS.fullmatch(before), _CLASS.fullmatch(after)
    if old is None or new is None:
        return None
    lost = [each for each in _split(old["bases"]) if each not in _split(new["bases"])]
    if lost:
        return f"no longer derives from `{lost[0]}`"
    marks = old["marks"] or "", new["marks"] or ""
    if marks[0] and not marks[1]:
        return f"is no longer a {'model' if marks[0] == 'model' else 'dataclass'}"
    narrowed = [each for each in _NARROWING if each in marks[1] and each not in marks[0]]
    return f"now has `{narrowed[0]}`" if narrowed and marks[0] else None


def _split(bases: Optional[str]) -> list[str]:
    """The bases of a class; those with several parameters are one."""
    found, depth, start = [], 0, 0
    text = bases or ""
    for at, char in enumerate(text):
        depth += (char in "[(") - (char in "])")
        if char == "," and depth == 0:
            found.append(text[start:at].strip())
            start = at + 1
    return [each for each in (*found, text[start:].strip()) if each]


def _broken_attribute(before: str, after: str, *, returned: bool) -> Optional[str]:
    old, new = _ATTRIBUTE.fullmatch(before), _ATTRIBUTE.fullmatch(after)
    if old is None or new is None:
        return None
    if old["type"] and not same_type(old["type"], new["type"] or ""):
        return f"was `{old['type']}`, and is `{new['type'] or 'without a type'}`"
    if old["kind"] == "field" and old["given"] and not new["given"] and not returned:
        return "has lost its default, so that whoever makes one has to pass it"
    return None


def _returned_only(today: Mapping[str, str]) -> frozenset[str]:
    """The classes that functions return and nobody passes: nobody outside makes one of these."""
    passed: set[str] = set()
    returned: set[str] = set()
    for text in today.values():
        if "def (" in text:
            parameters, _, result = text.rpartition(" -> ") if " -> " in text else (text, "", "")
            passed.update(_WORD.findall(parameters))
            returned.update(_WORD.findall(result))
    _close(passed, today)
    _close(returned, today)
    return frozenset(returned - passed)


def _close(names: set[str], today: Mapping[str, str]) -> None:
    """Add what the fields of classes are made of."""
    fields = [(_top(name).partition(".")[0], text) for name, text in today.items() if text.startswith("field")]
    size = -1
    while size != len(names):
        size = len(names)
        for owner, text in fields:
            if owner in names:
                names.update(_WORD.findall(text))
