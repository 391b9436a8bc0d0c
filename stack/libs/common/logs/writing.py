"""Puts lines on standard output."""

import asyncio
import atexit
import json
import sys
import threading

# What a pipe takes in one piece, so that processes that share one do not mix their lines.
_MOST_AT_ONCE = 4_096

# A signal handler may log while its own thread does.
_lock = threading.RLock()


class _Waiting:
    """Lines that are written in a moment, and the event loop that does it."""

    lines: list[str]
    size = 0
    loop: asyncio.AbstractEventLoop | None = None

    def __init__(self) -> None:
        self.lines = []

    def write(self, last: str | None = None) -> None:
        """Write them, and a last one with them."""
        with _lock:
            lines = self.lines if last is None else [*self.lines, last]
            self.lines, self.size = [], 0
            if lines:
                _write(lines)

    def add(self, line: str, loop: asyncio.AbstractEventLoop) -> None:
        """Take one more."""
        with _lock:
            if self.size + len(line) >= _MOST_AT_ONCE:
                self.write()
            # Another event loop may have ended before its turn.
            if not self.lines or loop is not self.loop:
                self.loop = loop
                loop.call_soon(self.write)
            self.lines.append(line)
            self.size += len(line) + 1


_waiting = _Waiting()
atexit.register(_waiting.write)


def write_line(line: str) -> None:
    """Write a line in one piece, so that threads do not mix theirs."""
    _waiting.write(line)


def write_soon(line: str) -> None:
    """Write a line when the event loop comes to it, together with those of other requests; else at once.

    Whoever has replaced standard output, such as a test, has the line at once as well.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        _waiting.write(line)
        return
    if sys.stdout is sys.__stdout__:
        _waiting.add(line, loop)
    else:
        _waiting.write(line)


def _write(lines: list[str]) -> None:
    lines.append("")
    try:
        sys.stdout.write("\n".join(lines))
    except UnicodeEncodeError:
        sys.stdout.write("".join(f"{json.dumps(json.loads(line))}\n" for line in lines if line))
    except (OSError, ValueError):
        # Nobody reads any more: that does not end what is logged.
        return
    try:  # noqa: SIM105  `suppress` takes as long as the rest, at every line
        sys.stdout.flush()
    except (OSError, ValueError):
        pass
