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

    def leads(self) -> bool:
        """Whether it leads a session, as a service does."""
        try:
            return os.getsid(self.pid) == self.pid
        except ProcessLookupError:
            return False

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


def marked(variable: str, value: str) -> list[Identity]:
    """The running processes, of those that may be looked at, whose environment has a variable of this value.

    Args:
        variable: the variable's name.
        value: its value.
    """
    pids = (
        _marked(f"{variable}={value}")
        if _PROC.joinpath("self", "environ").exists()
        else _marked_says_ps(variable, value)
    )
    return [each for each in map(Identity.of, pids) if each is not None]


def variable(pid: int, name: str) -> str:
    """What an environment variable of a process holds; nothing where that cannot be told.

    Args:
        pid: the process.
        name: the variable's name.
    """
    try:
        environment = _PROC.joinpath(str(pid), "environ").read_bytes()
    except OSError:
        return ""
    key = os.fsencode(f"{name}=")
    return next((os.fsdecode(each[len(key) :]) for each in environment.split(b"\0") if each.startswith(key)), "")


def started_at(pid: int) -> float | None:
    """When a running process began, in seconds since 1970; None if there is none of that number.

    Args:
        pid: its number.
    """
    started = _started(pid)
    if started is None:
        return None
    if not _PROC.joinpath("stat").exists():
        return time.mktime(time.strptime(started, "%a %b %d %H:%M:%S %Y"))
    lines = _PROC.joinpath("stat").read_text(encoding="ascii").splitlines()
    boot = next(int(line.split()[1]) for line in lines if line.startswith("btime "))
    return boot + int(started.rpartition("/")[2]) / os.sysconf("SC_CLK_TCK")


def _marked(assignment: str) -> list[int]:
    wanted = os.fsencode(assignment)
    found = []
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            try:
                environment = folder.joinpath("environ").read_bytes()
            except OSError:
                continue
            if wanted in environment.split(b"\0"):
                found.append(int(folder.name))
    return found


def _marked_says_ps(variable: str, value: str) -> list[int]:
    argv = ("ps", "-axEww", "-o", "pid=,command=")
    said = subprocess.run(argv, capture_output=True, text=True, check=False).stdout  # noqa: S603 - fixed arguments
    lines = (line.strip() for line in said.splitlines())
    return [int(line.split()[0]) for line in lines if f" {variable}={value} " in f"{line} "]


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
