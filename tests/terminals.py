"""A terminal for tests: a real one, and an emulator that reads all that is written to it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

import pyte

ROWS = 24


@dataclass
class Terminal:
    """A terminal on which a runner runs.

    Attributes:
        written: all that was written to it.
    """

    screen: pyte.Screen
    written: bytes = b""
    _pid: int = 0
    _descriptor: int = -1
    _stream: Optional[pyte.ByteStream] = field(default=None)

    def __post_init__(self) -> None:
        """Prepare to wait for what is written."""
        self._poll = select.poll()
        self._poll.register(self._descriptor, select.POLLIN)

    @classmethod
    def start(cls, argv: Sequence[str], folder: Path, variables: Mapping[str, str], columns: int = 80) -> Terminal:
        """Start a command on a terminal of some columns."""
        kept = {name: value for name, value in os.environ.items() if name != "CI"}
        environment = {**kept, "TERM": "xterm-256color", **variables}
        pid, descriptor = pty.fork()
        if pid == 0:
            os.chdir(folder)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
            os.execve(argv[0], list(argv), environment)  # noqa: S606 - our own command
        screen = pyte.Screen(columns, ROWS)
        return cls(screen, b"", pid, descriptor, pyte.ByteStream(screen))

    def press(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._descriptor, keys)

    def until(self, is_so: Callable[[list[str]], object], what: str) -> list[str]:
        """Read on until the rows of the screen are so, and return them."""
        deadline = time.monotonic() + 60
        while not is_so(self.rows()):
            assert time.monotonic() < deadline, f"{what}\n" + "\n".join(self.rows())
            # Of a test process with many files `select` knows the first thousand only.
            if self._poll.poll(100):
                assert self._read(), f"it ended before {what}\n" + "\n".join(self.rows())
        return self.rows()

    def end(self) -> int:
        """Read to the end, and return the exit code."""
        while self._read():
            pass
        os.close(self._descriptor)
        return os.WEXITSTATUS(os.waitpid(self._pid, 0)[1])

    def rows(self) -> list[str]:
        """What the screen shows, trailing blanks left out."""
        rows = [row.rstrip() for row in self.screen.display]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def _read(self) -> bytes:
        block = b""
        with contextlib.suppress(OSError):
            block = os.read(self._descriptor, 65536)
        self.written += block
        assert self._stream is not None
        self._stream.feed(block)
        return block
