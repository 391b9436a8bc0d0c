"""Which process is meant: a number alone may have been given to another one since."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_POLL: Final = 0.05


@dataclass(frozen=True)
class Identity:
    """A process, told apart from later ones with the same number.

    Attributes:
        pid: its number.
        started: when it started, as the system words it.
    """

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> Identity | None:
        """The identity of a running process, None if there is none of that number."""
        started = _started(pid)
        return None if started is None else cls(pid, started)

    def is_alive(self) -> bool:
        """Whether this very process still runs."""
        return _started(self.pid) == self.started

    def end(self, patience: float) -> None:
        """End the process: ask it, wait, then kill it.

        Args:
            patience: seconds it may take to end by itself.
        """
        for number in (signal.SIGTERM, signal.SIGKILL):
            if not self.is_alive():
                return
            self._signal(number)
            deadline = time.monotonic() + patience
            while self.is_alive() and time.monotonic() < deadline:
                time.sleep(_POLL)

    def _signal(self, number: signal.Signals) -> None:
        try:
            # The service leads a session of its own, so its children get the signal as well.
            os.killpg(self.pid, number)
        except ProcessLookupError:
            return


def _started(pid: int) -> str | None:
    if not _PROC.joinpath("self", "stat").exists():
        return _started_says_ps(pid)
    try:
        stat = _PROC.joinpath(str(pid), "stat").read_text(encoding="utf-8", errors="replace")
        boot = _PROC.joinpath("sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return None
    # The command's name, in parentheses, may hold anything, parentheses included.
    fields = stat.rpartition(")")[2].split()
    # A zombie has ended: nobody collects it where process 1 does not.
    return None if fields[0] in {"Z", "X"} else f"{boot}/{fields[19]}"


def _started_says_ps(pid: int) -> str | None:
    argv = ("ps", "-o", "stat=,lstart=", "-p", str(pid))
    said = subprocess.run(argv, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603 - a number
    state, _, started = said.partition(" ")
    return started.strip() if started and not state.startswith("Z") else None
