"""Writes into the repository: all files of a call, or none of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from pants.engine.fs import Workspace


class WriteError(Exception):
    """A file that could not be written, and why; what to do."""


def present(root: str, paths: Iterable[str]) -> list[str]:
    """Those paths that something is at, be it ignored by git and unseen by Pants, or a link to nothing."""
    return [path for path in paths if os.path.lexists(Path(root, path))]


def outside(root: str, folders: Iterable[str]) -> list[str]:
    """The first of the folders, if any, that a link takes out of the repository."""
    inside = Path(root).resolve()
    return [path for path in folders if inside not in Path(root, path).resolve().parents][:1]


def write(workspace: Workspace, root: str, texts: Mapping[str, str], fresh: Collection[str] = ()) -> None:
    """Write files by path, all of them or none; only goals have a workspace.

    Args:
        workspace: of the goal.
        root: of the repository.
        texts: the new text of each file.
        fresh: those of them that must not be there yet.

    Raises:
        WriteError: if a file could not be written; those before it are taken back.
    """
    workspace.side_effected()
    with ExitStack() as undo:
        for path in sorted(texts, key=lambda each: (each not in fresh, each)):
            target, content = Path(root, path), texts[path].encode("utf-8")
            try:
                _make_folder(target.parent, undo)
                if path in fresh or not target.exists():
                    _create(target, content, undo)
                else:
                    _replace(target.resolve(), content, undo)
            except OSError as error:
                raise WriteError(
                    f"`{path}` cannot be written: {error.strerror}; nothing was written."
                    "\nMake its folder writable, or move away what is there, and run the same command again."
                ) from error
        undo.pop_all()


def _make_folder(folder: Path, undo: ExitStack) -> None:
    if not folder.exists():
        _make_folder(folder.parent, undo)
        folder.mkdir()
        undo.callback(_remove_folder, folder)


def _remove_folder(folder: Path) -> None:
    """What somebody else has put there in the meantime stays."""
    with suppress(OSError):
        folder.rmdir()


def _create(target: Path, content: bytes, undo: ExitStack) -> None:
    with target.open("xb") as file:
        undo.callback(target.unlink)
        file.write(content)


def _replace(target: Path, content: bytes, undo: ExitStack) -> None:
    """The new file is complete before it takes the place of the old one."""
    before = target.read_bytes()
    beside = target.with_name(f".{target.name}.new")
    with ExitStack() as cleanup:
        cleanup.callback(beside.unlink, missing_ok=True)
        beside.write_bytes(content)
        shutil.copymode(target, beside)
        beside.replace(target)
    undo.callback(target.write_bytes, before)
