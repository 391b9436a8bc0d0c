"""Findings that are older than the checker: tolerated by a file that only shrinks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Optional, Union

from pantstack.base.errors import Parsed, UserError
from pantstack.base.locations import Position, SourceLocation
from pantstack.boundaries.checks import unparsable_file
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy.baseline_entries import Entry, current_entries
from pantstack.boundaries.policy.moves import Moves
from pantstack.boundaries.policy.suppressions import GROWN, STALE, UNHIDEABLE

VERSION = 1
COMMAND = "./pants modules --baseline"
HEADER = f"""\
# pantstack baseline, version {VERSION}
# Findings that `./pants lint` tolerates, because they were there before it: one ["code", "file", "target"] a line.
# A module is not modular as long as it has lines here. Fix a finding, then run `{COMMAND}`: it drops the line.
"""
_VERSION = re.compile(r"# pantstack baseline, version ([0-9]{1,9})")
_MARKER = re.compile(r"(<{7}|={7}|>{7}|\|{7})(\s|$)")
_FIELDS = ("CODE", "FILE", "TARGET")
_RESTORE = "Restore the file from version control."


@dataclass(frozen=True)
class Baseline:
    """All that is tolerated.

    Attributes:
        entries: sorted, each once, in whatever order they are given.
    """

    entries: tuple[Entry, ...] = ()
    path: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "entries", tuple(sorted(dict.fromkeys(self.entries))))


@dataclass(frozen=True)
class Applied:
    """What a baseline did to findings.

    Attributes:
        kept: the findings that have no entry, sorted.
        hidden: the findings that have one, sorted.
        stale: a finding for each entry that hides nothing where it says, sorted.
    """

    kept: tuple[Finding, ...]
    hidden: tuple[Finding, ...]
    stale: tuple[Finding, ...]


def parse(text: Union[str, bytes], path: str) -> Parsed[Baseline]:
    """Read a baseline.

    Order does not matter and an entry may stand twice: that is what a merge leaves, it changes nothing of what is
    hidden, and the next command puts it right. A comment among the entries would be lost then, so there can be none.

    Returns:
        The baseline, and all errors in it: with one, nothing is checked by it.
    """
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError as error:
            place = SourceLocation(path, error.object.count(b"\n", 0, error.start) + 1)
            return Parsed(Baseline(), (UserError("The baseline is not UTF-8 here.", _RESTORE, place),))
    numbered = enumerate(text.removeprefix("\ufeff").split("\n"), 1)
    lines = [(SourceLocation(path, number), line.strip()) for number, line in numbered if line.strip()]
    errors = tuple(_conflicts(lines)) or tuple(_versions(lines, path))
    if errors:
        return Parsed(Baseline(), errors)
    first = next((index for index, (_, line) in enumerate(lines) if not line.startswith("#")), len(lines))
    read = [_entry(place, line) for place, line in lines[first:]]
    errors = tuple(error for error in read if isinstance(error, UserError))
    if errors:
        return Parsed(Baseline(), errors)
    return Parsed(Baseline(tuple(entry for entry in read if isinstance(entry, Entry)), path))


def dump(baseline: Baseline) -> str:
    """Write the text of a baseline, in ASCII: `parse` reads the same from it."""
    return HEADER + "".join(f"{entry}\n" for entry in baseline.entries)


def of(findings: Iterable[Finding], path: str = "") -> Baseline:
    """Make the baseline that hides all findings that one can hide."""
    return Baseline(tuple(_entries(findings)), path)


def apply(findings: Iterable[Finding], baseline: Baseline, moves: Moves) -> Applied:
    """Hide what is tolerated, and report the entries that have to go.

    An entry follows its file, and the file that its target names, where git proves a move or nothing else can be meant:
    never into another module. It hides what it hid, and is stale all the same. The entries of a file that could not be
    read whole stay: what they hide may be what was not read.

    Args:
        findings: of all checks in all files, not only in selected ones.
    """
    listed = sorted(findings)
    now = _now(listed, baseline, moves)
    hides = set(now.values())
    hidden = tuple(finding for finding in listed if _key(finding) in hides)
    stale = (_stale(entry, now.get(entry), baseline.path) for entry in baseline.entries if now.get(entry) != entry)
    kept = tuple(finding for finding in listed if _key(finding) not in hides)
    return Applied(kept, hidden, tuple(sorted(stale)))


def shrink(baseline: Baseline, findings: Iterable[Finding], moves: Moves) -> Baseline:
    """Drop stale entries and rewrite those that something moved; nothing is added. Arguments are as for `apply`."""
    return Baseline(tuple(_now(findings, baseline, moves).values()), baseline.path)


def growth(old: Baseline, new: Baseline, moves: Moves) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """List the entries that a baseline has more, and fewer, than another; a move counts as neither.

    Args:
        moves: since the other one was written.
    """
    kept = current_entries(old.entries, set(new.entries), moves)
    places = set(kept.values())
    return (
        tuple(entry for entry in new.entries if entry not in places),
        tuple(entry for entry in old.entries if entry not in kept),
    )


def grown(added: Iterable[Entry], path: str, ref: str) -> Iterator[Finding]:
    """Report entries that a baseline has more than where this branch left another one."""
    for entry in added:
        yield Finding(
            path,
            Position(entry.line, 1),
            GROWN,
            f"{_what(entry)} in `{entry.file}` is an entry more than at the merge base with `{ref}`.",
            "A baseline tolerates what was there before, and only shrinks.",
            "Fix what it hides and delete the line, or suppress it inline: # pantstack: ignore[code] reason",
            str(entry),
        )


def _conflicts(lines: Sequence[tuple[SourceLocation, str]]) -> Iterator[UserError]:
    for place, line in lines:
        if _MARKER.match(line):
            yield UserError(
                "A merge left a conflict marker in the baseline.",
                f"Keep the entries of both sides, delete the markers, then run `{COMMAND}`.",
                place,
            )


def _versions(lines: Sequence[tuple[SourceLocation, str]], path: str) -> Iterator[UserError]:
    """Report every version that is not ours: a merge may leave two."""
    if not lines or not _VERSION.fullmatch(lines[0][1]):
        expected = HEADER.split("\n", 1)[0]
        yield UserError(
            f"This is not a baseline: its first line is not `{expected}`.", _RESTORE, SourceLocation(path, 1)
        )
    for place, line in lines:
        version = _VERSION.fullmatch(line)
        if version and int(version[1]) != VERSION:
            yield UserError(
                f"This baseline has version {int(version[1])}, and this Pantstack reads version {VERSION}.",
                "Use the Pantstack that wrote it, or restore the file from version control.",
                place,
            )


def _entry(place: SourceLocation, line: str) -> Union[Entry, UserError]:
    if line.startswith("#"):
        return UserError(f"A comment among the entries is lost with the next `{COMMAND}`.", "Delete the line.", place)
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        value = None
    parts = value if isinstance(value, list) else []
    if len(parts) != len(_FIELDS) or not all(isinstance(part, str) for part in parts):
        return UserError("This line is not an entry.", f"Write {json.dumps(_FIELDS)}, or delete the line.", place)
    code, file, target = parts
    if code in UNHIDEABLE:
        return UserError(f"A baseline cannot hide `{code}`.", "Delete the line, and fix what it is about.", place)
    return Entry(code, file, target, place.line)


def _key(finding: Finding) -> Entry:
    return Entry(finding.code, finding.path, finding.target)


def _entries(findings: Iterable[Finding]) -> Iterator[Entry]:
    return (_key(finding) for finding in findings if finding.code not in UNHIDEABLE)


def _now(findings: Iterable[Finding], baseline: Baseline, moves: Moves) -> dict[Entry, Entry]:
    """Find what each entry hides; an entry that hides nothing is missing."""
    listed = list(findings)
    unread = {finding.path for finding in listed if finding.code == unparsable_file.CODE}
    unsure = {entry for entry in baseline.entries if entry.file in unread and entry.code not in UNHIDEABLE}
    return current_entries(baseline.entries, unsure.union(_entries(listed)), moves)


def _stale(entry: Entry, now: Optional[Entry], path: str) -> Finding:
    what = _what(entry)
    if now is None:
        message = f"{what} is no longer found in `{entry.file}`."
        because = "This entry hides nothing now, and would hide it if it came back."
        help = f"Run `{COMMAND}`: it drops the entry."
    elif now.file != entry.file:
        message = f"{what} has moved from `{entry.file}` to `{now.file}`."
        because = "This entry still hides it there, since a move adds nothing."
        help = f"Run `{COMMAND}`: it writes the new place."
    else:
        message = f"{what} is now found for `{now.target}` in `{entry.file}`."
        because = "This entry still hides it, since a new name adds nothing."
        help = f"Run `{COMMAND}`: it writes the new name."
    return Finding(path, Position(entry.line, 1), STALE, message, because, help, str(entry))


def _what(entry: Entry) -> str:
    return f"`{entry.code}`" + (f" for `{entry.target}`" if entry.target else "")
