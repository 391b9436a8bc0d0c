"""Applies what a journal says to a work tree, and takes it back."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final, Optional

from pantstack.base.errors import ActionFailed
from pantstack.base.journal import Change, Journal, beside_of, to_bytes, to_text

_HELP: Final = "Make its folder writable, or move away what is there, then run the same command again."


@contextlib.contextmanager
def failing(path: str, verb: str = "write") -> Iterator[None]:
    """Report what the system refuses.

    Raises:
        ActionFailed: instead of an OSError.
    """
    try:
        yield
    except OSError as error:
        raise ActionFailed(f"Cannot {verb} `{path}`: {error.strerror}; nothing was written.", _HELP) from error


def plan(root: str, texts: Mapping[str, str], fresh: Collection[str], removed: Collection[str]) -> tuple[Change, ...]:
    """Compare what is to be there with what is.

    Raises:
        ActionFailed: if something is in the way.
    """
    created, replaced = [], []
    for path in sorted(texts, key=lambda path: (path not in fresh, path)):
        with failing(path):
            target = _inside(root, path)
            if path not in fresh and target.exists():
                before = to_text(target.read_bytes())
                replaced += [Change(path, before, texts[path])] if before != texts[path] else []
                continue
            if os.path.lexists(target):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            created.append(Change(path, None, texts[path]))
    return (*created, *replaced, *(_deletion(root, path) for path in sorted(set(removed) - set(texts))))


def _deletion(root: str, path: str) -> Change:
    with failing(path, "delete"):
        target = _inside(root, path)
        if target.is_symlink():
            raise OSError(errno.ELOOP, "it is a link")
        return Change(path, to_text(target.read_bytes()), None, target.stat().st_mode & 0o7777)


def _inside(root: str, path: str) -> Path:
    target = Path(root, path)
    if not os.path.realpath(target).startswith(f"{os.path.realpath(root)}/"):
        raise OSError(errno.ELOOP, "a link takes it out of the repository")
    return target


def missing_folders(root: str, changes: Collection[Change]) -> tuple[str, ...]:
    """List the folders that changes need and that are not there, outermost first."""
    missing: list[str] = []
    for change in changes:
        if change.after is not None:
            above = [str(folder) for folder in PurePosixPath(change.path).parents if not Path(root, folder).exists()]
            missing.extend(folder for folder in reversed(above) if folder not in missing)
    return tuple(missing)


def emptied_folders(root: str, changes: Collection[Change]) -> tuple[str, ...]:
    """List the folders in which nothing is left when changes are made, innermost first."""
    gone = {change.path for change in changes if change.after is None}
    kept = {
        str(folder) for change in changes if change.after is not None for folder in PurePosixPath(change.path).parents
    }
    above = {folder for path in gone for folder in PurePosixPath(path).parents if folder.parts}
    emptied: list[str] = []
    for folder in sorted(above, key=lambda folder: (-len(folder.parts), folder)):
        entries = {f"{folder}/{entry.name}" for entry in os.scandir(Path(root, folder))}
        if str(folder) not in kept and entries <= {*gone, *emptied}:
            emptied.append(str(folder))
    return tuple(emptied)


def is_made(root: str, journal: Journal) -> bool:
    """Return whether everything that a journal says is so."""
    if any(_is_empty(Path(root, folder)) for folder in journal.emptied):
        return False
    return all(is_so(root, change.path, change.after) for change in journal.changes)


def is_so(root: str, path: str, text: Optional[str]) -> bool:
    """Return whether a file has exactly this text; for None, whether nothing is there."""
    if text is None:
        return not os.path.lexists(Path(root, path))
    return _content(Path(root, path)) == to_bytes(text)


def make(root: str, journal: Journal, begun: tuple[list[Change], list[str]], programs: Collection[str]) -> None:
    """Make all changes of a journal.

    Args:
        begun: where each change and each made folder is added when it is begun.
        programs: new files that become executable.

    Raises:
        ActionFailed: if one of them cannot be made.
    """
    changes, made = begun
    for change in journal.changes:
        with failing(change.path, "delete" if change.after is None else "write"):
            if change.after is not None:
                _make_folders(root, journal, change.path, made)
            _make(root, change, changes, programs)
    for folder in journal.emptied:
        with failing(folder, "delete"):
            _remove_folder(root, folder)


def _make_folders(root: str, journal: Journal, path: str, made: list[str]) -> None:
    for folder in (folder for folder in journal.made if path.startswith(f"{folder}/")):
        if folder not in made:
            Path(root, folder).mkdir()
            made.append(folder)


def _make(root: str, change: Change, begun: list[Change], programs: Collection[str]) -> None:
    target = Path(root, change.path)
    if change.after is None:
        begun.append(change)
        target.unlink()
    elif change.before is None:
        with target.open("xb") as file:
            begun.append(change)
            file.write(to_bytes(change.after))
            usual = os.fstat(file.fileno()).st_mode
            mode = change.mode or (usual | 0o111 if change.path in programs else 0)
            if mode:
                os.fchmod(file.fileno(), mode)
    else:
        begun.append(change)
        target = target.resolve()
        _put(target, change.after, target.stat().st_mode)


def take_back(root: str, changes: Sequence[Change], made: Sequence[str]) -> None:
    """Put back what was begun, except for what somebody has changed since.

    Args:
        made: folders that were made, outermost first.

    Raises:
        ActionFailed: if that cannot be done.
    """
    path = ""
    try:
        for change in changes:
            path = change.path
            _take_back(Path(root, path), change)
    except OSError as error:
        raise ActionFailed(
            f"Cannot undo what an interrupted run had written: `{path}`: {error.strerror}.",
            "Fix the permissions there, then run the same command again.",
        ) from error
    for folder in reversed(made):
        # Unless somebody else has put something there in the meantime.
        with contextlib.suppress(OSError):
            Path(root, folder).rmdir()


def _take_back(target: Path, change: Change) -> None:
    if change.before is None:
        content = None if target.is_symlink() else _content(target)
        if content is not None and to_bytes(change.after or "").startswith(content):
            target.unlink()
    elif change.after is None:
        if not os.path.lexists(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            _put(target, change.before, change.mode)
    else:
        target = target.resolve()
        beside_of(target).unlink(missing_ok=True)
        if _content(target) == to_bytes(change.after):
            _put(target, change.before, target.stat().st_mode)


def _put(target: Path, text: str, mode: int) -> None:
    """Put a file in its place that is complete before it takes it."""
    beside = beside_of(target)
    try:
        beside.write_bytes(to_bytes(text))
        beside.chmod(mode & 0o7777)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _remove_folder(root: str, folder: str) -> None:
    try:
        Path(root, folder).rmdir()
    except OSError as error:
        # Somebody has put something there in the meantime, or removed it.
        if error.errno not in {errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT}:
            raise


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


def _content(path: Path) -> Optional[bytes]:
    """The content of a file; None where there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
