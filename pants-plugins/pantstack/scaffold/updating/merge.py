"""Merges three texts by git, which does it as everybody knows it."""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pantstack.base.errors import UserError

_MARKER: Final = re.compile(r"^(<{7} |>{7} |={7}$)", re.MULTILINE)
# `git merge-file` ends with the number of conflicts, at most this one.
_MOST_CONFLICTS: Final = 127


@dataclass(frozen=True)
class Merged:
    """Three texts in one.

    Attributes:
        conflicts: how many places both sides changed, each with conflict markers in the text.
    """

    text: str
    conflicts: int = 0


def has_markers(text: str) -> bool:
    """Return whether a text has the conflict markers of an earlier merge."""
    return len({found[1][0] for found in _MARKER.finditer(text.replace("\r\n", "\n"))}) == len("<=>")


def is_text(text: str) -> bool:
    """Return whether a file can be merged: it is UTF-8, and no zero bytes are in it."""
    return "\0" not in text and not any("\udc80" <= character <= "\udcff" for character in text)


def merge(base: str, ours: str, theirs: str, label: str) -> Merged:
    """Merge what was changed between a base and two other texts; line ends are those of ours.

    Args:
        label: of theirs, in conflict markers.

    Raises:
        UserError: if there is no git.
    """
    windows = "\r\n" in ours and "\n" not in ours.replace("\r\n", "")
    texts = (_unix(ours) if windows else ours, base, theirs)
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("ours", "base", "theirs")]
        for path, text in zip(paths, texts):
            path.write_bytes(text.encode("utf-8"))
        options = ("-c", "merge.conflictStyle=merge", "merge-file", "-p", "-L", "yours", "-L", "base", "-L", label)
        try:
            done = subprocess.run(  # noqa: S603  no shell
                ("git", *options, *map(str, paths)),  # noqa: S607  the user's own git
                cwd=folder,
                capture_output=True,
                check=False,
            )
        except OSError as error:
            raise _error(error.strerror or str(error)) from error
    if not 0 <= done.returncode <= _MOST_CONFLICTS:
        raise _error(done.stderr.decode("utf-8", "replace").strip())
    text = done.stdout.decode("utf-8")
    return Merged(text.replace("\n", "\r\n") if windows else text, done.returncode)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")


def _error(reason: str) -> UserError:
    return UserError(
        f"git cannot merge: {reason}; nothing was written.", "Install git, then run the same command again."
    )
