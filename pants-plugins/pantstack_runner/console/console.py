"""What the runner prints: one line a step, plain text."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO


def print_line(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def print_error(text: str) -> None:
    """Print an error at once."""
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def drain() -> None:
    """Drop what could not be written to a closed pipe, so that it does not change the exit code."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:  # noqa: PERF203
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, stream.fileno())
            os.close(nothing)


class TolerantLog:
    """A log that ignores failed writes, for instance on a full disk."""

    def __init__(self, stream: TextIO) -> None:
        """Take the stream to write to."""
        self._stream = stream

    def write(self, text: str) -> None:
        """Write and flush."""
        with contextlib.suppress(OSError):
            self._stream.write(text)
            self._stream.flush()
