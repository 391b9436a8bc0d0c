"""Journals: what a run changes, kept until it is complete, and afterwards for as long as it can be undone.

There is one format and one file for both: the rename of the unfinished journal into the history is the moment at which
a run is complete.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
import zlib
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path, PurePosixPath
from typing import Any, Final, Optional

from pantstack.base import home

JOURNAL: Final = f"{home.HOME}/unfinished-write.json"
HISTORY: Final = f"{home.HOME}/journal"
MOST_KEPT: Final = 20
_VERSION: Final = 1
_GOAL: Final = re.compile(r"[a-z]+(-[a-z]+)*")
_BEGAN: Final = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)\d{6}Z")
_NAME: Final = re.compile(rf"({_BEGAN.pattern})-{_GOAL.pattern}\.json")
# Of a run that was killed and undone by the one after it.
_INTERRUPTED: Final = ".interrupted"


@dataclass(frozen=True)
class Change:
    """A file before and after a run; None where it is not there.

    Attributes:
        mode: the permissions of a file that is deleted, or comes back; 0 where new files have the usual ones.
    """

    path: str
    before: Optional[str]
    after: Optional[str]
    mode: int = 0


@dataclass(frozen=True)
class Journal:
    """What a run changes.

    Attributes:
        changes: new files, then those that are replaced, then those that are deleted.
        made: folders that are made, outermost first.
        emptied: folders that are removed if nothing else is in them, innermost first.
        goal: that can be undone; empty where that is not offered.
        began: when, in a form that sorts.
        undoes: the name of the journal that this run undoes.
    """

    changes: tuple[Change, ...] = ()
    made: tuple[str, ...] = ()
    emptied: tuple[str, ...] = ()
    goal: str = ""
    began: str = ""
    undoes: str = ""

    @property
    def name(self) -> str:
        """Its file's name in the history; empty where it does not get there."""
        return self.undoes or (f"{self.began}-{self.goal}.json" if self.goal else "")

    @property
    def when(self) -> str:
        """When it began, for people."""
        return _BEGAN.sub(r"\1-\2-\3 \4:\5 UTC", self.began)


def now() -> str:
    """Write the time in a form that sorts."""
    return datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%S%fZ")


def save(root: str, journal: Journal) -> None:
    """Write a journal, complete or not at all.

    Raises:
        OSError: if that cannot be done.
    """
    home.make(root)
    beside = beside_of(Path(root, JOURNAL))
    try:
        if journal.name:
            Path(root, HISTORY).mkdir(exist_ok=True)
        beside.touch(0o600)
        beside.write_text(_dump(journal), encoding="ascii")
        beside.replace(Path(root, JOURNAL))
    except OSError:
        forget(root)
        raise


def load(root: str) -> Optional[Journal]:
    """Read the journal of a run that is not complete; None if there is none.

    Raises:
        OSError, ValueError: if it cannot be read.
    """
    return _read(Path(root, JOURNAL))


def finish(root: str, journal: Journal) -> None:
    """Make a run complete: its journal becomes the newest of the history, or takes the place of the one it undoes.

    Raises:
        OSError: if that cannot be done.
    """
    if journal.name:
        Path(root, JOURNAL).replace(Path(root, HISTORY, journal.name))
        _prune(root, journal.undoes)
    else:
        Path(root, JOURNAL).unlink(missing_ok=True)
    _tidy(root)


def forget(root: str) -> None:
    """Remove the journal of a run that has changed nothing; what cannot be removed is found by the next run."""
    path = Path(root, JOURNAL)
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
        beside_of(path).unlink(missing_ok=True)
    _tidy(root)


def mark_interrupted(root: str, journal: Journal) -> None:
    """Keep in mind that the last run was undone when it had been killed, so that nobody undoes the one before it."""
    if journal.goal:
        with contextlib.suppress(OSError):
            Path(root, JOURNAL).replace(Path(root, HISTORY, f"{journal.name}{_INTERRUPTED}"))
            _prune(root)
    forget(root)


def last(root: str) -> tuple[str, Optional[Journal], bool]:
    """Find the last run of the history: its file, what it changed, and whether it was interrupted.

    Raises:
        OSError, ValueError: if it cannot be read; as a ValueError has no path, its text is that.
    """
    for name in reversed(_names(root)):
        path = f"{HISTORY}/{name}"
        try:
            journal = _read(Path(root, path))
        except ValueError as error:
            raise ValueError(path) from error
        # One that undoes another has taken its place.
        if journal is not None and not journal.undoes:
            return path, journal, name.endswith(_INTERRUPTED)
    return "", None, False


def beside_of(path: Path) -> Path:
    """Name the file that is complete before it takes another one's place."""
    return path.with_name(f".{path.name}.new")


def _names(root: str) -> list[str]:
    """List the files of the history, oldest first; others there are none of ours."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        found = (path.name for path in Path(root, HISTORY).iterdir())
        return sorted(name for name in found if _NAME.fullmatch(name.replace(_INTERRUPTED, "")))
    return []


def _prune(root: str, undone: str = "") -> None:
    """Remove what is undone, and what is too old to be; what cannot be removed does no harm."""
    with contextlib.suppress(OSError):
        for name in filter(None, (undone, *_names(root)[:-MOST_KEPT])):
            Path(root, HISTORY, name).unlink(missing_ok=True)


def _tidy(root: str) -> None:
    """Remove our folder if there is nothing else in it."""
    with contextlib.suppress(OSError):
        Path(root, HISTORY).rmdir()
    home.remove_empty(root)


def _dump(journal: Journal) -> str:
    document = {"version": _VERSION, **asdict(journal)}
    for change in document["changes"]:
        change.update(before=_packed(change["before"]), after=_packed(change["after"]))
    return json.dumps(document)


def _read(path: Path) -> Optional[Journal]:
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        return _parsed(json.loads(content))
    except (TypeError, AttributeError, KeyError, zlib.error) as error:
        raise ValueError(path) from error


def _parsed(document: dict[str, Any]) -> Journal:
    """Raise if a journal is not one that `save` writes, or leads out of the repository."""
    version = document.pop("version")
    changes = tuple(
        Change(change["path"], _unpacked(change["before"]), _unpacked(change["after"]), change["mode"])
        for change in document.pop("changes")
    )
    made, emptied = tuple(document.pop("made")), tuple(document.pop("emptied"))
    journal = Journal(changes, made, emptied, **document)
    paths = (PurePosixPath(path) for path in (*(change.path for change in changes), *made, *emptied))
    leads_out = any(path.is_absolute() or ".." in path.parts or not path.parts for path in paths)
    modes = all(isinstance(change.mode, int) and 0 <= change.mode <= 0o7777 for change in changes)  # noqa: PLR2004  all bits
    named = not journal.name or _NAME.fullmatch(journal.name)
    if version != _VERSION or leads_out or not modes or not named:
        raise ValueError(journal)
    return journal


def _packed(text: Optional[str]) -> Optional[str]:
    if text is None:
        return None
    return base64.b64encode(zlib.compress(to_bytes(text), 1)).decode("ascii")


def _unpacked(packed: Optional[str]) -> Optional[str]:
    return None if packed is None else to_text(zlib.decompress(base64.b64decode(packed, validate=True)))


def to_text(content: bytes) -> str:
    """Decode what a file holds; bytes that are not UTF-8 survive."""
    return content.decode("utf-8", "surrogateescape")


def to_bytes(text: str) -> bytes:
    """Encode what `to_text` decoded."""
    return text.encode("utf-8", "surrogateescape")
