"""Symbolic links that Pants follows nowhere: one of them ends every run that comes across it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from glob import escape
from pathlib import Path, PurePosixPath
from typing import Optional

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation

_HELP = (
    "Delete it, point it into the repository by a relative path, or keep Pants away from it:"
    ' pants_ignore.add = ["/{}"] below [GLOBAL] in pants.toml.'
)


def candidates(root: str) -> dict[str, UserError]:
    """Find the links that are absolute, that lead out of the repository or to a folder around them.

    Returns:
        What is wrong, by path; whether Pants ignores a path is not looked at, except for names with a dot in front.
    """
    found = ((path, error_of(root, path)) for path in sorted(_links(root)))
    return {path: error for path, error in found if error is not None}


def error_of(root: str, path: str) -> Optional[UserError]:
    """Return what is wrong with one link; None where Pants follows it."""
    reason = _reason(path, str(Path(root, path).readlink()))
    return _error(path, reason) if reason else None


def is_not_seen(root: str, path: str) -> bool:
    """Return whether Pants overlooks a link: one that ends with `..` and stays in the repository."""
    target = str(Path(root, path).readlink())
    inside = not _normalized(path, target).startswith("..") and not target.startswith("/")
    return inside and PurePosixPath(target).name == ".."


def cycle(path: str) -> UserError:
    """Return the error of a link that leads, over others, to a folder that it is in."""
    return _error(path, "to a folder that it is in")


def globs(path: str) -> tuple[str, str]:
    """Write the globs that match a link and what is below it."""
    return escape(path), f"{escape(path)}/**"


def _error(path: str, reason: str) -> UserError:
    return UserError(f"Pants follows no link {reason}.", _HELP.format(path), SourceLocation(path, 0))


def _links(root: str) -> Iterator[str]:
    """Yield the paths of all links; none is followed."""
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in (*folders, *files):
            path = Path(folder, name)
            if path.is_symlink():
                yield path.relative_to(root).as_posix()


def _reason(path: str, target: str) -> str:
    """Say to where a link leads that is not followed; empty for any other."""
    if target.startswith("/"):
        return f"to an absolute path, here {target}"
    reached = _normalized(path, target)
    if reached == ".." or reached.startswith("../"):
        return f"out of the repository, here to {target}"
    if reached == "." or path.startswith(f"{reached}/"):
        return f"to a folder that it is in, here {target}"
    return ""


def _normalized(path: str, target: str) -> str:
    """Return the path that a link leads to, without a look at the disk."""
    return os.path.normpath(os.path.join(os.path.dirname(path), target))  # noqa: PTH118, PTH120  as above
