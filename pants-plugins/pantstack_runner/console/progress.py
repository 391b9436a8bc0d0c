"""The display of a run: a line per event and, on a terminal, a live line per active module."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING, Final

from pantstack_runner.base.errors import UserError
from pantstack_runner.console.console import print_error
from pantstack_runner.console.text import cut, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import BinaryIO, TextIO

    from pantstack_runner.console.run_events import RunEvent

_FRAMES: Final = "-\\|/"
_DEFAULT_SIZE: Final = (80, 24)
_OVER: Final = frozenset({"done", "failed", "skipped"})


class Screen:
    """The display of a run; failed writes, for instance to a closed pipe, do not end a deploy."""

    def __init__(self, out: TextIO, err: TextIO, *, live: bool, events: BinaryIO | None = None) -> None:
        """Take the streams.

        Args:
            out: for everything but failures.
            live: whether `out` is a terminal on which lines can be redrawn.
            events: for all that happens, as JSON lines.
        """
        self._out, self._err, self._events = out, err, events
        self._live = live
        self._active: dict[str, tuple[str, float]] = {}
        self._drawn = 0

    def show(self, event: RunEvent) -> None:
        """Show an event."""
        if self._events is not None:
            with contextlib.suppress(OSError, ValueError):
                self._events.write(event.line())
                self._events.flush()
        self._erase()
        if event.text and event.event != "begin":
            text = printable(event.text)
            self._write(self._err if event.event == "failed" else self._out, f"{event.module}  {text}\n")
        if event.event in _OVER:
            self._active.pop(event.module, None)
        elif event.module:
            _, since = self._active.get(event.module, ("", time.monotonic()))
            self._active[event.module] = (printable(event.text).partition("\n")[0].expandtabs(1), since)
        self.tick()

    def tick(self) -> None:
        """Redraw the live lines."""
        if self._live:
            self._erase()
            columns, rows = self._size()
            lines = list(live_lines(self._active, time.monotonic()))
            # What would scroll out of the screen could not be redrawn.
            room = max(rows - 2, 1)
            if len(lines) > room:
                lines[room - 1 :] = [f"  and {len(lines) - room + 1} more"]
            self._write(self._out, "".join(f"{cut(line, columns - 1)}\n" for line in lines))
            self._drawn = len(lines)

    def close(self) -> None:
        """Erase the live lines."""
        self._erase()

    def _erase(self) -> None:
        if self._drawn:
            # The cursor is not at the beginning of its line where a key was pressed.
            self._write(self._out, f"\r\x1b[{self._drawn}A\x1b[J")
            self._drawn = 0

    def _size(self) -> tuple[int, int]:
        """Return the columns and rows of the terminal."""
        try:
            size = os.get_terminal_size(self._out.fileno())
        except (OSError, ValueError):
            return _DEFAULT_SIZE
        return size.columns or _DEFAULT_SIZE[0], size.lines or _DEFAULT_SIZE[1]

    @staticmethod
    def _write(stream: TextIO, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            stream.write(text)
            stream.flush()


def live_lines(active: Mapping[str, tuple[str, float]], now: float) -> Iterator[str]:
    """Yield a line for each active module.

    Args:
        active: by module, what it does last and since when it is at work.
    """
    width = max((len(name) for name in active), default=0)
    for name, (text, since) in active.items():
        yield f"{_FRAMES[int(now * 8) % len(_FRAMES)]} {name:{width}}  {int(now - since):3d} s  {text}".rstrip()


def is_live_terminal(stream: TextIO, variables: Mapping[str, str]) -> bool:
    """Return whether lines can be redrawn."""
    return stream.isatty() and variables.get("TERM", "dumb") != "dumb" and not variables.get("CI")


@contextlib.contextmanager
def open_events(target: str | None, root: Path, out: TextIO) -> Iterator[BinaryIO | None]:
    """Open the file that events are written to.

    Args:
        target: the file, "-" for the standard output, None for nowhere.

    Raises:
        UserError: if the file cannot be written.
    """
    if target is None:
        yield None
        return
    try:
        stream = os.fdopen(os.dup(out.fileno()), "wb") if target == "-" else (root / target).open("wb")
    except OSError as error:
        raise UserError(f"--events={target}: cannot be written ({error.strerror}).", "Name another file.") from error
    try:
        yield stream
    finally:
        try:
            stream.close()
        except BrokenPipeError:
            # Nobody reads any more.
            pass
        except OSError as error:
            print_error(f"pants deploy: --events={target}: not all was written ({error.strerror}).\nName another file.")
