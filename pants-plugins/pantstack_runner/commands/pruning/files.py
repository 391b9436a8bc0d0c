"""The files below `.pantstack` of this clone, listed without following a link."""

from __future__ import annotations

import contextlib
import re
import stat
from typing import TYPE_CHECKING, Final

from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.base.errors import FailedError
    from pantstack_runner.contract.context import Context

# The digits of a SHA-256, by which artifacts, plans and runners are named.
HASH: Final = re.compile(r"[0-9a-f]{64}")


def by_hash(folder: Path, root: Path) -> tuple[dict[str, Path], list[str]]:
    """Return the files of a folder that are named by a hash, and the links there, which are not among them."""
    links = [str(path.relative_to(root)) for path in (folder, *entries(folder)) if path.is_symlink()]
    if not _is_folder(folder):
        return {}, links
    return {path.stem: path for path in entries(folder) if HASH.fullmatch(path.stem) and not path.is_symlink()}, links


def folders(folder: Path) -> list[Path]:
    """Return the folders in a folder, in order, without links."""
    return [path for path in entries(folder) if _is_folder(path)]


def entries(folder: Path) -> list[Path]:
    """Return everything in a folder, in order."""
    return sorted(folder.iterdir()) if folder.is_dir() else []


def leftover_files(context: Context, name: str) -> tuple[Path, ...]:
    """Return the work folder and the logs of a module, except where they are missing or behind a link."""
    candidates = (
        paths.work_folder(context, name),
        paths.deploy_log(context, name),
        paths.service_log(context, name),
    )
    return tuple(path for path in candidates if _is_ours(path, context))


def undeclared(context: Context, name: str) -> Context:
    """Return the context of an environment that keeps all in the work tree."""
    traits = context.environment.traits.model_copy(update={"on_this_machine": True})
    local = {"name": name, "traits": traits, "backend_url": None, "records": None}
    return context.at(context.environment.model_copy(update=local))


def reason_of(error: FailedError) -> str:
    """Return the first line of an error, without its final period."""
    return error.first_line.removesuffix(".")


def _is_ours(path: Path, context: Context) -> bool:
    """Return whether it exists, and no folder above it in this repository is a link."""
    above = path.parents[: len(path.relative_to(context.home).parts) - 1]
    return (path.exists() or path.is_symlink()) and all(map(_is_folder, above))


def _is_folder(path: Path) -> bool:
    """Return whether it is a folder, and not a link to one."""
    with contextlib.suppress(OSError):
        return stat.S_ISDIR(path.lstat().st_mode)
    return False
