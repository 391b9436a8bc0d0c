"""What git knows of the work tree."""

from __future__ import annotations

import os.path
from collections.abc import Collection
from pathlib import Path

from pantstack.deploy.affected import Changed
from pantstack.deploy.errors import DeployError
from pantstack.deploy.worktree import Worktree
from pantstack.pants_port import session


def look(root: str, *, without: Collection[str] = ()) -> Worktree:
    """The work tree at hand.

    Args:
        root: of the repository.
        without: paths that are no part of it, such as the file of a preview.
    """
    commit = _text(root, "rev-parse", "--verify", "--quiet", "HEAD")
    if not commit:
        return Worktree()
    prefix = _text(root, "rev-parse", "--show-prefix")
    left_out = {prefix + os.path.relpath(Path(root, each), root) for each in without if each}
    uncommitted = (each[3:] for each in _paths(root, "status", "--porcelain", "--no-renames", "-z"))
    tips = _text(root, "for-each-ref", "--points-at=HEAD", "--format=%(refname)", "refs/heads", "refs/remotes")
    return Worktree(
        commit=commit,
        branch=_text(root, "symbolic-ref", "--quiet", "--short", "HEAD") or None,
        tips=tuple(dict.fromkeys(map(_branch, tips.splitlines()))),
        uncommitted=tuple(each for each in uncommitted if each not in left_out),
    )


def changed_since(root: str, ref: str) -> Changed:
    """What changed since this branch left another one, committed or not.

    Args:
        root: of the repository.
        ref: the other branch, tag or commit.

    Raises:
        DeployError: if git knows no such place.
    """
    try:
        base = session.merge_base(root, ref)
    except LookupError as error:
        raise DeployError(f"--affected-since: {error}") from error
    files = (
        *_paths(root, "diff", "--name-only", "--no-renames", "--relative", "-z", base),
        *_paths(root, "ls-files", "--others", "--exclude-standard", "-z"),
    )
    return Changed(files, frozenset(each for each in files if not Path(root, each).exists()))


def _branch(ref: str) -> str:
    """A branch's name, without the remote's."""
    _, kind, name = ref.split("/", 2)
    return name if kind == "heads" else name.partition("/")[2]


def _text(root: str, *argv: str) -> str:
    return (session.git(root, *argv) or b"").decode("utf-8", "replace").strip()


def _paths(root: str, *argv: str) -> tuple[str, ...]:
    said = session.git(root, *argv)
    if said is None:
        raise DeployError(f"git {' '.join(argv[:2])} fails here.\nRun it by hand to see why.")
    return tuple(filter(None, said.decode("utf-8", "surrogateescape").split("\0")))
