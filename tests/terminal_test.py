"""A deploy on a real terminal, and what that shows in the end; a terminal emulator reads all that is written."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import termios
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Optional

import pyte
import pytest
from interrupted_test import Toy, _toy, without_ports  # noqa: F401 - a fixture among them

ROWS = 24


@dataclass
class Terminal:
    """A terminal on which a runner runs.

    Attributes:
        screen: what it shows.
        written: all that was written to it.
    """

    screen: pyte.Screen
    written: bytes = b""
    _pid: int = 0
    _descriptor: int = -1
    _stream: Optional[pyte.ByteStream] = field(default=None)

    @classmethod
    def start(cls, toy: Toy, columns: int, *modules: str, **variables: str) -> Terminal:
        """Start a deploy on a terminal of some columns."""
        plan = toy.plan("up", modules, {})
        kept = {name: value for name, value in os.environ.items() if name != "CI"}
        environment = {**kept, "TERM": "xterm-256color", **variables}
        pid, descriptor = pty.fork()
        if pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
            os.execve(str(toy.runner), (str(toy.runner), str(plan)), environment)  # noqa: S606 - our own
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
            if select.select([self._descriptor], [], [], 0.1)[0]:
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


def wrapped(lines: list[str], columns: int) -> list[str]:
    """Lines as a terminal breaks them."""
    return [line[start : start + columns].rstrip() for line in lines for start in range(0, len(line), columns)]


def alive(rows: list[str]) -> list[str]:
    """The lines of modules at work, without what changes with time."""
    found = (re.sub(r"^[-\\|/] (\w+ +)\d+ s", r"* \g<1>N s", row) for row in rows)
    return [row for row in found if row.startswith("* ")]


@pytest.mark.parametrize("columns", [80, 20])
def test_two_modules(toy: Toy, columns: int) -> None:
    """While two modules are at work each has a line below all others, cut to the terminal; in the end none is left."""
    for name in "ac":
        toy.hold(name)
    terminal = Terminal.start(toy, columns, "a", "c", NO_COLOR="1")
    living = alive([f"- {name}    0 s  create {name}-process"[: columns - 1].rstrip() for name in "ac"])
    rows = terminal.until(
        lambda rows: alive(rows) == living and toy.is_starting("a") and toy.is_starting("c"), "two living lines"
    )
    steps = [f"{name}  create {name}-{what}" for name in "ac" for what in ("port", "process")]
    assert sorted(rows[:-2]) == steps
    terminal.press(b"some keys")
    for name in "ac":
        toy.release(name)

    assert terminal.end() == 0
    rows = terminal.rows()
    assert sorted(rows[:4]) == steps
    ends = {name: f"{name}  up  {toy.url(name)}" for name in "ac"}
    assert rows[4:] in [wrapped([ends[one], ends[other]], columns) for one, other in ("ac", "ca")]
    assert not terminal.screen.cursor.hidden
    assert re.findall(rb"\x1b\[[\d;]*m", terminal.written) == []
    toy.run("destroy", "a", "c").ok()


def test_interrupted_on_a_terminal(toy: Toy) -> None:
    """Ctrl-C leaves a clean screen: what happened, no line at work, the cursor shown at the beginning of a line."""
    toy.hold("a")
    terminal = Terminal.start(toy, 80, "a", "b")
    terminal.until(lambda rows: alive(rows) == ["* a    N s  create a-process"] and toy.is_starting("a"), "a at work")

    terminal.press(b"\x03")

    assert terminal.end() == 1
    rows = terminal.rows()
    assert rows[:5] == [
        "a  create a-port",
        "a  create a-process",
        "a  cancels",
        "b  skipped  interrupted",
        "a  failed  a-process: a was not healthy yet when the deploy was cancelled.",
    ]
    assert alive(rows) == []
    assert not [row for row in rows if "^C" in row]
    assert (terminal.screen.cursor.hidden, terminal.screen.cursor.x) == (False, 0)


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"CI": "true"}], ids=["dumb", "CI"])
def test_a_terminal_that_cannot_draw(toy: Toy, variables: dict[str, str]) -> None:
    """Where nothing can be drawn anew there are plain lines, without a single command to the terminal."""
    terminal = Terminal.start(toy, 80, "a", **variables)

    assert terminal.end() == 0
    assert b"\x1b" not in terminal.written
    assert without_ports(terminal.written.decode().replace("\r\n", "\n")) == (
        "a  create a-port\na  create a-process\na  up  http://URL\n"
    )
    toy.run("destroy", "a").ok()
