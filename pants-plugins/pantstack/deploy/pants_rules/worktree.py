"""Reads git's view of the work tree."""

from __future__ import annotations

import os.path
from collections.abc import Collection
from pathlib import Path

from pantstack.base import session
from pantstack.base.errors import UserError
from pantstack.deploy.planning.affected import Change
from pantstack.deploy.preconditions.worktree import Worktree


def read(root: str, *, without: Collection[str] = ()) -> Worktree:
    """Read the state of the work tree.

    Args:
        without: paths that do not count, such as the file of a preview.
    """
    commit = _text(root, "rev-parse", "--verify", "--quiet", "HEAD")
    if not commit:
        return Worktree()
    prefix = _text(root, "rev-parse", "--show-prefix")
    ignored = {prefix + os.path.relpath(Path(root, path), root) for path in without if path}
    uncommitted = (entry[3:] for entry in _paths(root, "status", "--porcelain", "--no-renames", "-z"))
    refs = _text(root, "for-each-ref", "--points-at=HEAD", "--format=%(refname)", "refs/heads", "refs/remotes")
    return Worktree(
        commit=commit,
        branch=_text(root, "symbolic-ref", "--quiet", "--short", "HEAD") or None,
        branches_here=tuple(dict.fromkeys(map(_branch, refs.splitlines()))),
        uncommitted=tuple(path for path in uncommitted if path not in ignored),
    )


def changed_since(root: str, ref: str) -> Change:
    """Find what changed, committed or not, since this branch left another branch, a tag or a commit.

    Raises:
        UserError: if git does not know it.
    """
    try:
        base = session.merge_base(root, ref)
    except UserError as error:
        raise UserError(f"--affected-since: {error.message}", error.help) from error
    files = (
        *_paths(root, "diff", "--name-only", "--no-renames", "--relative", "-z", base),
        *_paths(root, "ls-files", "--others", "--exclude-standard", "-z"),
    )
    return Change(files, frozenset(path for path in files if not Path(root, path).exists()))


def _branch(ref: str) -> str:
    """Shorten a reference to a branch's name, without the remote's."""
    _, kind, name = ref.split("/", 2)
    return name if kind == "heads" else name.partition("/")[2]


def _text(root: str, *argv: str) -> str:
    return (session.git(root, *argv) or b"").decode("utf-8", "replace").strip()


def _paths(root: str, *argv: str) -> tuple[str, ...]:
    output = session.git(root, *argv)
    if output is None:
        raise UserError(f"git {' '.join(argv[:2])} fails here.", "Run it by hand to see why.")
    return tuple(filter(None, output.decode("utf-8", "surrogateescape").split("\0")))
