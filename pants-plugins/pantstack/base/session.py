"""What lies outside of every cache: the day, the git history, and the file that a result is written to.

A rule of Pants that calls one of these takes a `RunId`, so that Pants runs it anew each time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Optional

from pantstack.base.errors import UserError


def today() -> date:
    """Return the day, in this machine's time zone."""
    return date.today()  # noqa: DTZ011  people write the day of where they are


def at_commit(root: str, commit: str, path: str) -> Optional[bytes]:
    """Read a file as it was at a commit, None where it did not exist.

    Raises:
        UserError: if it was there and cannot be read.
    """
    if not git(root, "ls-tree", "--name-only", commit, "--", path):
        return None
    content = git(root, "show", f"{commit}:./{path}")
    if content is None:
        raise UserError(f"Cannot read {path} at {commit}.", "Run `git fsck`: the history is damaged.")
    return content


def merge_base(root: str, ref: str) -> str:
    """Return the commit where this branch left another one, given as a branch, a tag or a commit.

    Raises:
        UserError: if there is no such place in the history.
    """
    base = git(root, "merge-base", "--end-of-options", "HEAD", ref)
    if base is None:
        raise UserError(
            f"`{ref}` has no commit in common with this branch, or is unknown to git here.",
            "Fetch it (a shallow clone lacks it: git fetch --unshallow), or name another one.",
        )
    return base.decode().strip()


def git(root: str, *argv: str, environment: Optional[Mapping[str, str]] = None, stdin: bytes = b"") -> Optional[bytes]:
    """Run git in the repository and return its output, None if it fails or is missing.

    Args:
        environment: variables besides those of this process.
    """
    # Most runs need no git, and to import this takes its time.
    import subprocess  # noqa: PLC0415

    variables = {**os.environ, **(environment or {})}
    try:
        done = subprocess.run(  # noqa: S603  no shell
            ("git", *argv),  # noqa: S607  the user's own git
            cwd=root,
            env=variables,
            input=stdin,
            capture_output=True,
            check=False,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def deliver(text: str, destination: str, root: str) -> None:
    """Write a text where the user wants it; a file is replaced whole or not at all.

    Args:
        destination: a path, relative to the root or absolute, or "-" for standard output.

    Raises:
        UserError: if it cannot be written there.
    """
    if destination == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    target = Path(root, destination)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, text)
    except OSError as error:
        raise UserError(
            f"Cannot write `{destination}`: {error.strerror}.", "Name a file that can be written."
        ) from error


def _replace(target: Path, text: str) -> None:
    # As above.
    from tempfile import mkstemp  # noqa: PLC0415

    handle, name = mkstemp(prefix=f".{target.name}.", dir=str(target.parent))
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except OSError:
        Path(name).unlink()
        raise
