"""Registers a module in compose.yaml: its service, its PostgreSQL and its Redis.

Only lines are inserted, deleted or renamed, so that all else stays byte for byte; that YAML reads nothing else out of
the new text is verified by what it reads, not by what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Callable, Final, Optional

from pantstack.scaffold.registers import compose_text, plain_services
from pantstack.scaffold.registers.compose_service import HEADER, names, services
from pantstack.scaffold.registers.compose_text import Scalar, Services
from pantstack.scaffold.registers.entry import Entry
from pantstack.scaffold.registers.lines import delete, insert

PATHS: Final = compose_text.PATHS


def add(text: Optional[str], entry: Entry) -> Optional[str]:
    """Add a module's services behind the last ones; where one of them has such a name already, nothing changes.

    Raises:
        UserError: if the text is no compose file, or cannot be edited.
    """
    used = "|".join((entry.name, *entry.uses))
    is_kept = re.compile(rf"  ({used}):\n").match
    return plain_services.edit(HEADER if text is None else text, is_kept, partial(_added, entry))


def _added(entry: Entry, text: str) -> str:
    found = compose_text.read(text)
    if set(names(entry.name)) & set(found.lines):
        return text
    used = [name for name in entry.uses if name in found.lines]
    key = [] if "" in found.lines else ["services:"]
    # A blank line keeps apart what is there already.
    apart = [""] if (found.lines.keys() - {""} or (key and text.strip())) else []
    added = insert(text, found.end, [*apart, *key, *services(entry, used, found.indent)])
    _verify(text, added, replaced=int(found.lines.keys() == {""}))
    return added


def remove(text: str, entry: Entry) -> Optional[str]:
    """Remove a module's services, unless they are somebody's own; None if nothing but the header is left.

    Raises:
        UserError: as `add`, or if another service depends on them.
    """
    return plain_services.edit(text, _mentions(entry), partial(_removed, entry))


def _removed(entry: Entry, text: str) -> Optional[str]:
    found = compose_text.read(text)
    if not _is_own(found, entry):
        return text
    own = [name for name in names(entry.name) if name in found.lines]
    for scalar in found.scalars:
        if scalar.keys[1:2] == ("depends_on",) and scalar.keys[0] not in own and scalar.value in own:
            raise compose_text.error(scalar.line, f"`{scalar.keys[0]}` depends on the service `{scalar.value}`")
    rest = text
    for lines in sorted((found.lines[name] for name in own), key=lambda each: each.start, reverse=True):
        rest = _without(rest, lines)
    _verify(rest, text, replaced=int(found.lines.keys() == {"", *own}))
    return None if rest == HEADER else rest


def rename(text: str, old: Entry, new: Entry) -> str:
    """Rename a module's services, unless they are somebody's own, and what other services call them.

    Raises:
        UserError: as `add`, or if a service has the new name already.
    """
    return plain_services.edit(text, _mentions(old, new), partial(_with_new_name, old, new)) or ""


def _with_new_name(old: Entry, new: Entry, text: str) -> str:
    found = compose_text.read(text)
    if not _is_own(found, old):
        return text
    taken = [name for name in names(new.name) if name in found.lines]
    if taken:
        raise compose_text.error(found.lines[taken[0]].start, f"There is a service `{taken[0]}` already")
    renamed = text
    for scalar in reversed(found.scalars):
        words = text[scalar.start : scalar.end]
        renamed = renamed[: scalar.start] + _renamed(words, scalar, old, new) + renamed[scalar.end :]
    if len(compose_text.events(renamed)) != len(compose_text.events(text)):
        raise compose_text.error(found.lines[old.name].start, "This service cannot be renamed")
    return renamed


def _mentions(*entries: Entry) -> Callable[[str], object]:
    """Return what finds one of several modules in a text."""
    names = "|".join(entry.name for entry in entries)
    return re.compile(rf"(?<![a-z0-9])({names})(?![a-z0-9])", re.IGNORECASE).search


def _is_own(found: Services, entry: Entry) -> bool:
    """Return whether the service of a module's name is built from the module."""
    place = f"/{entry.path}/"
    return any(each.keys[:2] == (entry.name, "build") and place in f"/{each.value}/" for each in found.scalars)


def _without(text: str, lines: range) -> str:
    """Delete the lines of a service, and the blank line that kept it apart."""
    all_lines = text.splitlines()
    start, end = lines.start, lines.stop
    is_first = all_lines[start - 1].startswith("services")
    if is_first and end < len(all_lines) and not all_lines[end].strip():
        end += 1
    elif not all_lines[start - 1].strip():
        start -= 1
    return delete(text, start, end)


def _renamed(words: str, scalar: Scalar, old: Entry, new: Entry) -> str:
    mine = names(old.name)
    if scalar.keys[:1] and scalar.keys[0] in mine:
        pattern = (
            rf"(?P<path>(?<![\w-]){re.escape(old.path)}(?=/|$))"
            rf"|(?P<env>\b{old.env_prefix}(?=[A-Z]))"
            rf"|(?P<name>(?<![\w.-]){old.name}(?=(?:-postgres|-redis)?(?![\w.-])))"
        )
    elif not scalar.keys or scalar.keys[1:2] == ("depends_on",):
        pattern = rf"(?P<name>{old.name})" if scalar.value in mine else ""
    elif scalar.keys[1:2] == ("environment",):
        pattern = rf"(?P<env>\b{old.env_prefix}(?=BASE_URL))|(?P<name>(?<=//){old.name}(?=[:/]|$))"
    else:
        pattern = ""
    values = {"path": new.path, "env": new.env_prefix, "name": new.name}
    return re.sub(pattern, partial(_value, values), words) if pattern else words


def _value(values: dict[str, str], found: re.Match[str]) -> str:
    return values[found.lastgroup or ""]


def _verify(less: str, more: str, *, replaced: int) -> None:
    """Refuse an edit by which anything changed but what was added or removed.

    Args:
        replaced: how many values are there that one text alone has: the empty one of `services`.
    """
    before, after = compose_text.events(less), compose_text.events(more)
    end = len(before)
    start = _common(before, after)
    start += _common(before[start:][::-1], after[start:][::-1])
    if start + replaced < end:
        raise compose_text.error(0, "The services here cannot be edited line by line")


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many items of two sequences are the same at their starts."""
    return next((at for at, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
