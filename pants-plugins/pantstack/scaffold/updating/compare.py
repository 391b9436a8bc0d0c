"""Compares what a template made, what it makes today, and what is there: file by file, and what becomes of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, Optional

from pantstack.buildfiles.globs import is_build_file
from pantstack.scaffold.record import Deviation, GeneratedFile, Record, digest_of, lockfiles
from pantstack.scaffold.updating.merge import has_markers, is_text, merge

Outcome = Literal["unchanged", "deviates", "edited", "written", "merged", "deleted", "kept", "locks", "conflict"]
# Of these, nothing is to be done, whoever looks.
CLEAN: Final = frozenset({"unchanged", "deviates"})
_TEMPLATE: Final = "template"
_CONSUMERS: Final = re.compile(r"consumer_resolves\([^()]*\)")


@dataclass(frozen=True)
class Compared:
    """A file, and what becomes of it.

    Attributes:
        current: what is there; None for nothing.
        fresh: what the template makes today; None for nothing.
        after: what is there after an update; None for nothing.
        outcome: `edited` where only the module changed it, and has not recorded that; `kept` where the template gave it
            up, or the module did; `locks` for a lockfile that both changed.
        reason: why there is a conflict, as a clause.
    """

    path: str
    outcome: Outcome
    current: Optional[str]
    fresh: Optional[str]
    after: Optional[str]
    reason: str = ""


def compare(old: Record, new: Record, fresh: Mapping[str, str], current: Mapping[str, str]) -> tuple[Compared, ...]:
    """Compare every file that a template makes or made, sorted by path.

    Args:
        old: the module's record.
        new: the record that it would get today.
        fresh: what its template makes today, by path.
        current: what is there of all these files.
    """
    locks = lockfiles(old.answers.name, {*old.resolves, *new.resolves})
    found = (
        _lock(path, old.files.get(path), fresh.get(path), current.get(path))
        if path in locks
        else _file(path, old.files.get(path), fresh.get(path), current.get(path))
        for path in sorted({*old.files, *fresh})
    )
    return tuple(_with_deviation(each, old.deviations.get(each.path)) for each in found)


def _with_deviation(compared: Compared, deviation: Optional[Deviation]) -> Compared:
    """Nothing is to be done where only the module changed a file, and recorded that."""
    if compared.outcome == "edited" and deviation is not None and deviates(deviation, compared.current):
        return Compared(compared.path, "deviates", compared.current, compared.fresh, compared.after)
    return compared


def deviates(deviation: Deviation, current: Optional[str]) -> bool:
    """Return whether a file differs in the way that was recorded; one with conflict markers never does."""
    if has_markers(current or ""):
        return False
    return bool(deviation.reason) or deviation.sha256 == (None if current is None else digest_of(current))


def _lock(path: str, base: Optional[GeneratedFile], fresh: Optional[str], current: Optional[str]) -> Compared:
    """A lockfile is taken as a whole: what the user's own tools made of it stays."""
    is_as_made = base is not None and current is not None and digest_of(current) == base.sha256
    if fresh is None:
        deleted = is_as_made or current is None
        return Compared(path, "deleted" if is_as_made else "kept", current, None, None if deleted else current)
    if current is not None and digest_of(current) == digest_of(fresh):
        return Compared(path, "unchanged", current, fresh, current)
    if is_as_made or (current is None and base is None):
        return Compared(path, "written", current, fresh, fresh)
    if base is not None and base.sha256 == digest_of(fresh):
        # Only the module changed it: that is what `generate-lockfiles` is for.
        return Compared(path, "unchanged" if current is not None else "edited", current, fresh, current)
    return Compared(path, "locks", current, fresh, current)


def _file(path: str, made: Optional[GeneratedFile], fresh: Optional[str], current: Optional[str]) -> Compared:
    base = None if made is None else made.text
    if _same(current, fresh):
        return Compared(path, "unchanged", current, fresh, current)
    if _same(base, fresh):
        outcome: Outcome = "unchanged" if _differ_in_consumers(path, base, current) else "edited"
        return Compared(path, outcome, current, fresh, current)
    if current is None:
        # The module has deleted it, which stays so; else it is new in the template.
        return Compared(path, "written" if base is None else "kept", None, fresh, fresh if base is None else None)
    if _same(base, current):
        return Compared(path, "deleted" if fresh is None else "written", current, fresh, _with_ends(fresh, current))
    return _both(path, base, fresh, current)


def _both(path: str, base: Optional[str], fresh: Optional[str], current: str) -> Compared:
    """Merge what both sides changed."""

    def conflict(after: str, reason: str) -> Compared:
        return Compared(path, "conflict", current, fresh, after, reason)

    if fresh is None:
        return conflict(current, "the template has given it up")
    if not is_text(current):
        return conflict(current, "it is not text")
    if has_markers(current):
        return conflict(current, "it has conflict markers already")
    merged = merge(base or "", current, fresh, _TEMPLATE)
    if merged.conflicts:
        return conflict(merged.text, "the template has it, too" if base is None else "both changed the same lines")
    return Compared(path, "merged", current, fresh, merged.text)


def _same(one: Optional[str], other: Optional[str]) -> bool:
    if one is None or other is None:
        return one is other
    return digest_of(one) == digest_of(other)


def _differ_in_consumers(path: str, base: Optional[str], current: Optional[str]) -> bool:
    """Return whether a BUILD file differs only in who needs its targets, which others add when they use the module."""
    if not is_build_file(path) or base is None or current is None:
        return False
    return _without_consumers(base) == _without_consumers(current)


def _without_consumers(text: str) -> str:
    """Leave out the lists of consumers, and how the calls around them are broken into lines."""
    return "".join(_CONSUMERS.sub("consumer_resolves()", text).split()).replace(",)", ")")


def _with_ends(text: Optional[str], current: str) -> Optional[str]:
    """Keep the line ends that a file has."""
    return text.replace("\n", "\r\n") if text is not None and "\r\n" in current else text


def updated(new: Record, old: Record, compared: tuple[Compared, ...]) -> Record:
    """Return the record after an update; what deviated on purpose does so still."""
    after = {each.path: each.after for each in compared}
    fresh = {each.path: each.fresh for each in compared}
    deviations = {
        path: deviation if deviation.reason else _now(after[path])
        for path, deviation in old.deviations.items()
        if path in after and not _same(after[path], fresh[path])
    }
    return Record(new.kind, new.digest, new.answers, new.resolves, new.files, deviations)


def accepted(old: Record, compared: tuple[Compared, ...], reason: str) -> Record:
    """Return the record in which all that a module changed is there on purpose."""
    return Record(old.kind, old.digest, old.answers, old.resolves, old.files, dict(_accepted(old, compared, reason)))


def unresolved(compared: tuple[Compared, ...]) -> list[str]:
    """List the files with conflict markers."""
    return [each.path for each in compared if has_markers(each.current or "")]


def _accepted(old: Record, compared: tuple[Compared, ...], reason: str) -> Iterator[tuple[str, Deviation]]:
    for each in compared:
        made, before = old.files.get(each.path), old.deviations.get(each.path)
        if made is None or made.text is None or _same(made.text, each.current):
            continue
        if before is not None and before.reason and not reason:
            yield each.path, before
        else:
            yield each.path, Deviation(reason=reason) if reason else _now(each.current)


def _now(text: Optional[str]) -> Deviation:
    return Deviation(None if text is None else digest_of(text))
