"""Reads and writes the repository past the engine, as it is at the moment."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from pants.engine.fs import Workspace

from pantstack.base import all_or_nothing, home
from pantstack.base.all_or_nothing import Undone
from pantstack.base.errors import ActionFailed


def present(root: str, paths: Iterable[str]) -> list[str]:
    """List the paths that exist, also those that git and Pants ignore, and broken links."""
    return [path for path in paths if os.path.lexists(Path(root, path))]


def texts(root: str, paths: Iterable[str]) -> dict[str, str]:
    """Read the files that exist; bytes that are not UTF-8 survive if they are written again."""
    files = {path: Path(root, path) for path in paths}
    contents = {path: file.read_bytes() for path, file in files.items() if file.is_file()}
    return {path: content.decode("utf-8", "surrogateescape") for path, content in contents.items()}


def holds(root: str, texts: Mapping[str, str]) -> bool:
    """Return whether every one of these files is there with exactly this text."""
    try:
        return all(Path(root, path).read_bytes() == text.encode("utf-8") for path, text in texts.items())
    except OSError:
        return False


def text(root: str, path: str) -> str:
    """Read a file as it is, line ends included.

    Raises:
        ActionFailed: if it cannot be read as UTF-8.
    """
    try:
        return Path(root, path).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ActionFailed(f"Cannot read {path}: {error}.", "Fix the file, then try again.") from error


def outside(root: str, folders: Iterable[str]) -> list[str]:
    """List the first of the folders, if any, that a link takes out of the repository."""
    inside = Path(root).resolve()
    return [path for path in folders if inside not in Path(root, path).resolve().parents][:1]


def write(  # noqa: PLR0913  a name each
    workspace: Workspace,
    root: str,
    texts: Mapping[str, str],
    fresh: Collection[str] = (),
    programs: Collection[str] = (),
    *,
    removed: Collection[str] = (),
    goal: str = "",
) -> None:
    """Write and delete files by path, all of them or none; only goals have a workspace.

    Args:
        fresh: those of the texts that must not exist yet.
        programs: those that become executable if they are new.
        removed: files that are deleted, and the folders in which nothing is left then.
        goal: the goal that `undo_last` can undo afterwards; empty for one that cannot be undone.

    Raises:
        ActionFailed: if that could not be done; nothing is written then.
    """
    workspace.side_effected()
    all_or_nothing.write(root, texts, fresh, programs, removed=removed, goal=goal)


def undo_last(workspace: Workspace, root: str, *, dry_run: bool = False) -> Undone:
    """Undo the last run of a goal that can be undone, all of it or nothing; only goals have a workspace.

    Args:
        dry_run: find out what would be undone, and leave it.

    Raises:
        ActionFailed: if there is none, or somebody has changed its files since.
    """
    workspace.side_effected()
    return all_or_nothing.undo_last(root, dry_run=dry_run)


def undo_interrupted(workspace: Workspace, root: str) -> bool:
    """Undo what a killed run had written, and return whether there was anything; only goals have a workspace.

    Raises:
        ActionFailed: if that cannot be done.
    """
    workspace.side_effected()
    return all_or_nothing.undo_interrupted(root)


def make_home(workspace: Workspace, root: str) -> None:
    """Make the folder that a deploy writes to; only goals have a workspace.

    Raises:
        ActionFailed: if it cannot be written.
    """
    workspace.side_effected()
    try:
        home.make(root)
    except OSError as error:
        message = f"Cannot write `{home.HOME}`: {error.strerror}; nothing was written."
        raise ActionFailed(message, "Free disk space or fix the permissions there, then run again.") from error
