"""Writes and deletes files, all of them or none, also where the process is killed in between; and undoes whole runs.

A journal is complete before the first file is touched; it goes into the history, or away, after the last one. Whoever
finds one undoes what it names: files that are as they were written, or the beginning of that, never what somebody has
changed since.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from pantstack.base import changes, journal
from pantstack.base.errors import ActionFailed
from pantstack.base.journal import HISTORY, JOURNAL, MOST_KEPT, Change, Journal

_MOST_LISTED: Final = 10


@dataclass(frozen=True)
class Undone:
    """A run that is undone.

    Attributes:
        goal: what ran.
        when: it began, for people.
        removed: the files that it had made, sorted.
        restored: those that it had changed or deleted, sorted.
        left: folders that it had made, and in which something else is by now, sorted.
        was_interrupted: whether it had been killed, and was undone before.
    """

    goal: str
    when: str
    removed: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    was_interrupted: bool = False


def write(  # noqa: PLR0913  a name each
    root: str,
    texts: Mapping[str, str],
    fresh: Collection[str] = (),
    programs: Collection[str] = (),
    *,
    removed: Collection[str] = (),
    goal: str = "",
) -> None:
    """Write and delete files by path, all of them or none; folders go with the last file in them.

    Args:
        fresh: those of the texts that must not exist yet.
        programs: those that become executable if they are new.
        removed: files that are deleted.
        goal: the goal that can be undone afterwards, by `undo_last`; empty for one that cannot.

    Raises:
        ActionFailed: if that could not be done, or an earlier run had to be undone; then nothing is written.
    """
    with _locked(root):
        if _undo_interrupted(root):
            raise ActionFailed(
                "What an interrupted run had written was undone; nothing else was written.",
                "Run the same command again.",
            )
        planned = changes.plan(root, texts, fresh, removed)
        if not planned:
            return
        folders = changes.missing_folders(root, planned), changes.emptied_folders(root, planned)
        _run(root, Journal(planned, *folders, goal, journal.now()), programs)


def undo_last(root: str, *, dry_run: bool = False) -> Undone:
    """Undo the last run of a goal that can be undone, all of it or nothing.

    Args:
        dry_run: find out what would be undone, and leave it.

    Raises:
        ActionFailed: if there is none, its journal cannot be read, or somebody has changed its files since.
    """
    with _locked(root):
        undid_half = _undo_interrupted(root)
        path, run, was_interrupted = _last(root)
        if was_interrupted:
            if not dry_run:
                with changes.failing(path, "delete"):
                    Path(root, path).unlink()
            return Undone(run.goal, run.when, was_interrupted=True)
        if undid_half:
            raise ActionFailed(
                "What an interrupted run had written was undone; nothing else was undone.",
                f"To undo {run.goal} of {run.when} as well, run the same command again.",
            )
        _refuse_edited(root, run)
        if not dry_run:
            _run(root, _reversed(root, run, PurePosixPath(path).name))
    return Undone(
        run.goal,
        run.when,
        tuple(sorted(change.path for change in run.changes if change.before is None)),
        tuple(sorted(change.path for change in run.changes if change.before is not None)),
        tuple(sorted(folder for folder in run.made if Path(root, folder).is_dir())),
    )


def undo_interrupted(root: str) -> bool:
    """Undo what a killed run had written, and return whether there was anything.

    Raises:
        ActionFailed: if that cannot be done.
    """
    with _locked(root):
        return _undo_interrupted(root)


@contextlib.contextmanager
def _locked(root: str) -> Iterator[None]:
    """Keep others from undoing what is being written; the system releases it however this process ends."""
    folder = os.open(root, os.O_RDONLY)
    try:
        # Some file systems lock no folder.
        with contextlib.suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _run(root: str, run: Journal, programs: Collection[str] = ()) -> None:
    with changes.failing(JOURNAL):
        journal.save(root, run)
    begun: list[Change] = []
    made: list[str] = []
    try:
        changes.make(root, run, (begun, made), programs)
        with changes.failing(JOURNAL):
            journal.finish(root, run)
    except BaseException:
        # Where that fails, too, the journal stays, and the next run does it.
        changes.take_back(root, begun, made)
        journal.forget(root)
        raise


def _undo_interrupted(root: str) -> bool:
    try:
        run = journal.load(root)
        # Killed before the first file, or after the last one: there is nothing half.
        if run is not None and changes.is_made(root, run):
            journal.finish(root, run)
            return False
    except (OSError, ValueError) as error:
        raise ActionFailed(
            f"Cannot read `{JOURNAL}`, so what an interrupted run had written is not undone.",
            "Compare the work tree with `git status`, then remove that file.",
        ) from error
    if run is None:
        journal.forget(root)
        return False
    changes.take_back(root, run.changes, run.made)
    journal.mark_interrupted(root, run)
    return True


def _last(root: str) -> tuple[str, Journal, bool]:
    try:
        path, run, was_interrupted = journal.last(root)
    except (OSError, ValueError) as error:
        path = f"{HISTORY}/{PurePosixPath(str(error.filename)).name}" if isinstance(error, OSError) else str(error)
        raise ActionFailed(
            f"Cannot read `{path}`, so what the last run had written is not undone.",
            "Undo it with git, then remove that file.",
        ) from error
    if run is None:
        raise ActionFailed(
            "There is no run that can be undone here.",
            f"Only runs on this machine can, the last {MOST_KEPT}; undo others with git.",
        )
    return path, run, was_interrupted


def _reversed(root: str, run: Journal, name: str) -> Journal:
    planned = tuple(Change(each.path, each.after, each.before, each.mode) for each in run.changes)
    emptied = (folder for folder in changes.emptied_folders(root, planned) if folder in run.made)
    return Journal(planned, changes.missing_folders(root, planned), tuple(emptied), undoes=name)


def _refuse_edited(root: str, run: Journal) -> None:
    edited = [change.path for change in run.changes if not changes.is_so(root, change.path, change.after)]
    if edited:
        more = len(edited) - _MOST_LISTED
        listed = ", ".join(edited[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
        raise ActionFailed(
            f"{run.goal} of {run.when} is not undone: these files were edited since: {listed}.",
            "Put them back as they were, or undo it with git.",
        )
