"""Writes into the repository: all files of a call, or none of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from pants.engine.fs import Workspace

from pantstack.base.errors import ActionFailed


def present(root: str, paths: Iterable[str]) -> list[str]:
    """List the paths that exist, also those that git and Pants ignore, and broken links."""
    return [path for path in paths if os.path.lexists(Path(root, path))]


def outside(root: str, folders: Iterable[str]) -> list[str]:
    """List the first of the folders, if any, that a link takes out of the repository."""
    inside = Path(root).resolve()
    return [path for path in folders if inside not in Path(root, path).resolve().parents][:1]


def write(workspace: Workspace, root: str, texts: Mapping[str, str], fresh: Collection[str] = ()) -> None:
    """Write files by path, all of them or none; only goals have a workspace.

    Args:
        fresh: those of them that must not exist yet.

    Raises:
        ActionFailed: if a file could not be written; those before it are restored.
    """
    workspace.side_effected()
    with ExitStack() as undo:
        for path in sorted(texts, key=lambda path: (path not in fresh, path)):
            target, content = Path(root, path), texts[path].encode("utf-8")
            try:
                _make_folder(target.parent, undo)
                if path in fresh or not target.exists():
                    _create(target, content, undo)
                else:
                    _replace(target.resolve(), content, undo)
            except OSError as error:
                raise ActionFailed(
                    f"Cannot write `{path}`: {error.strerror}; nothing was written.",
                    "Make its folder writable, or move away what is there, then run the same command again.",
                ) from error
        undo.pop_all()


def _make_folder(folder: Path, undo: ExitStack) -> None:
    if not folder.exists():
        _make_folder(folder.parent, undo)
        folder.mkdir()
        undo.callback(_remove_folder, folder)


def _remove_folder(folder: Path) -> None:
    """Remove a folder, unless somebody else has put something there in the meantime."""
    with suppress(OSError):
        folder.rmdir()


def _create(target: Path, content: bytes, undo: ExitStack) -> None:
    with target.open("xb") as file:
        undo.callback(target.unlink)
        file.write(content)


def _replace(target: Path, content: bytes, undo: ExitStack) -> None:
    """Replace a file by one that is complete before it takes its place."""
    before = target.read_bytes()
    beside = target.with_name(f".{target.name}.new")
    with ExitStack() as cleanup:
        cleanup.callback(beside.unlink, missing_ok=True)
        beside.write_bytes(content)
        shutil.copymode(target, beside)
        beside.replace(target)
    undo.callback(target.write_bytes, before)
