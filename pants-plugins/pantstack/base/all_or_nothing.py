"""Writes files, all of them or none, also where the process is killed in between.

A journal is complete before the first file is touched and gone after the last one. Whoever finds one undoes what it
names: files that are as they were written, or the beginning of that, never what somebody has changed since.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, Optional

from pantstack.base import home
from pantstack.base.errors import ActionFailed

JOURNAL: Final = f"{home.HOME}/unfinished-write.json"
_HELP: Final = "Make its folder writable, or move away what is there, then run the same command again."


@dataclass(frozen=True)
class _Journal:
    """What is written, by path.

    Attributes:
        created: the contents of new files.
        replaced: the contents of files that were there, before and after.
        folders: those that are made, outermost first.
    """

    created: dict[str, str] = field(default_factory=dict)
    replaced: dict[str, tuple[str, str]] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)


def write(root: str, texts: Mapping[str, str], fresh: Collection[str] = (), programs: Collection[str] = ()) -> None:
    """Write files by path, all of them or none.

    Args:
        fresh: those of them that must not exist yet.
        programs: those that become executable if they are new.

    Raises:
        ActionFailed: if a file could not be written, or an earlier run had to be undone; then nothing is written.
    """
    with _locked(root):
        if _undo_interrupted(root):
            raise ActionFailed(
                "What an interrupted run had written was undone; nothing else was written.",
                "Run the same command again.",
            )
        journal = _plan(root, texts, fresh)
        with _failing(JOURNAL):
            _save(root, journal)
        written = _Journal()
        try:
            _apply(root, journal, written, programs)
        except BaseException:
            _undo(root, written)
            _forget(root)
            raise
        _forget(root)


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


@contextlib.contextmanager
def _failing(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ActionFailed(f"Cannot write `{path}`: {error.strerror}; nothing was written.", _HELP) from error


def _plan(root: str, texts: Mapping[str, str], fresh: Collection[str]) -> _Journal:
    journal = _Journal()
    for path in sorted(texts, key=lambda path: (path not in fresh, path)):
        target = Path(root, path)
        with _failing(path):
            if not os.path.realpath(target).startswith(f"{os.path.realpath(root)}/"):
                raise OSError(errno.ELOOP, "a link takes it out of the repository")
            if path not in fresh and target.exists():
                journal.replaced[path] = (_text(target.read_bytes()), texts[path])
                continue
            if os.path.lexists(target):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            journal.created[path] = texts[path]
            made = [str(folder) for folder in PurePosixPath(path).parents if not Path(root, folder).exists()]
            journal.folders.extend(folder for folder in reversed(made) if folder not in journal.folders)
    return journal


def _save(root: str, journal: _Journal) -> None:
    home.make(root)
    beside = _beside(Path(root, JOURNAL))
    try:
        beside.touch(0o600)
        beside.write_text(json.dumps(asdict(journal)), encoding="ascii")
        beside.replace(Path(root, JOURNAL))
    except OSError:
        _forget(root)
        raise


def _forget(root: str) -> None:
    """Remove the journal, and its folder if there is nothing else in it."""
    path = Path(root, JOURNAL)
    # Somebody may have a file where its folder would be.
    with contextlib.suppress(NotADirectoryError):
        path.unlink(missing_ok=True)
        _beside(path).unlink(missing_ok=True)
    home.remove_empty(root)


def _apply(root: str, journal: _Journal, written: _Journal, programs: Collection[str]) -> None:
    """Write what a journal names; `written` names what was begun."""
    for path, text in journal.created.items():
        with _failing(path):
            for folder in (folder for folder in journal.folders if f"{path}/".startswith(f"{folder}/")):
                if folder not in written.folders:
                    Path(root, folder).mkdir()
                    written.folders.append(folder)
            with Path(root, path).open("xb") as file:
                written.created[path] = text
                file.write(_bytes(text))
                if path in programs:
                    os.fchmod(file.fileno(), os.fstat(file.fileno()).st_mode | 0o111)
    for path, texts in journal.replaced.items():
        with _failing(path):
            written.replaced[path] = texts
            _replace(Path(root, path).resolve(), texts[1])


def _replace(target: Path, text: str) -> None:
    """Replace a file by one that is complete before it takes its place."""
    beside = _beside(target)
    try:
        beside.write_bytes(_bytes(text))
        shutil.copymode(target, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _undo_interrupted(root: str) -> bool:
    journal = _load(Path(root, JOURNAL))
    # Killed before the first file, or after the last one: there is nothing half.
    if is_half := journal is not None and not _is_complete(root, journal):
        _undo(root, journal)
    _forget(root)
    return is_half


def _load(path: Path) -> Optional[_Journal]:
    try:
        return _checked(_Journal(**json.loads(path.read_bytes())))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ActionFailed(
            f"Cannot read `{JOURNAL}`, so what an interrupted run had written is not undone.",
            "Compare the work tree with `git status`, then remove that file.",
        ) from error


def _checked(journal: _Journal) -> _Journal:
    """Raise if a journal is not one that `_save` writes, or leads out of the repository."""
    replaced = (text for before, after in journal.replaced.values() for text in (before, after))
    texts = [*journal.created.values(), *replaced]
    paths = [PurePosixPath(path) for path in (*journal.created, *journal.replaced, *journal.folders)]
    leads_out = any(path.is_absolute() or ".." in path.parts for path in paths)
    if leads_out or not all(isinstance(text, str) for text in texts):
        raise ValueError(journal)
    return journal


def _is_complete(root: str, journal: _Journal) -> bool:
    after = {**journal.created, **{path: texts[1] for path, texts in journal.replaced.items()}}
    return all(_content(Path(root, path)) == _bytes(text) for path, text in after.items())


def _undo(root: str, journal: _Journal) -> None:
    path = ""
    try:
        for path, text in journal.created.items():
            target = Path(root, path)
            content = None if target.is_symlink() else _content(target)
            if content is not None and _bytes(text).startswith(content):
                target.unlink()
        for path, (before, after) in journal.replaced.items():
            target = Path(root, path).resolve()
            _beside(target).unlink(missing_ok=True)
            if _content(target) == _bytes(after):
                _replace(target, before)
    except OSError as error:
        raise ActionFailed(
            f"Cannot undo what an interrupted run had written: `{path}`: {error.strerror}.",
            "Fix the permissions there, then run the same command again.",
        ) from error
    for folder in reversed(journal.folders):
        # Unless somebody else has put something there in the meantime.
        with contextlib.suppress(OSError):
            Path(root, folder).rmdir()


def _content(path: Path) -> Optional[bytes]:
    """The content of a file; None where there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
