"""The identity of a process: its number alone may have been given to another one since."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_PROC: Final = Path("/proc")
_POLL: Final = 0.05


@dataclass(frozen=True)
class ProcessIdentity:
    """A process, distinguished from later ones with the same number.

    Attributes:
        started: when it started, as the system writes it; no change of the clock changes it.
    """

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> ProcessIdentity | None:
        """Identify a running process, None if there is none of that number."""
        started = _started(pid)
        return None if started is None else cls(pid, started)

    def is_alive(self) -> bool:
        """Whether this very process still runs."""
        return _started(self.pid) == self.started

    def leads_session(self) -> bool:
        """Whether it leads a session, as a service does."""
        try:
            return os.getsid(self.pid) == self.pid
        except ProcessLookupError:
            return False

    def end(self, timeout: float) -> None:
        """Ask the process to end, wait some seconds, then kill it."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if not self.is_alive():
                return
            with contextlib.suppress(ProcessLookupError):
                # The service leads a session of its own, so its children get the signal as well.
                os.killpg(self.pid, number)
            wait_until(lambda: not self.is_alive(), timeout)


def wait_until(condition: Callable[[], bool], timeout: float) -> bool:
    """Wait at most some seconds for a condition, and return whether it holds."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL)
    return True


def processes_with_variable(name: str, value: str) -> list[ProcessIdentity]:
    """Find the running processes whose environment has a variable of this value, as far as they may be inspected."""
    if _PROC.joinpath("self", "environ").exists():
        assignment = os.fsencode(f"{name}={value}")
        numbers = (int(folder.name) for folder in _PROC.iterdir() if folder.name.isdigit())
        pids = [pid for pid in numbers if assignment in _environment(pid)]
    else:
        lines = (line.strip() for line in _ps("-axEww", "-o", "pid=,command=").splitlines())
        pids = [int(line.split()[0]) for line in lines if f" {name}={value} " in f"{line} "]
    return [identity for identity in map(ProcessIdentity.of, pids) if identity is not None]


def read_variable(pid: int, name: str) -> str:
    """Read an environment variable of a running process, "" where the system does not show it."""
    if not _PROC.joinpath("self", "environ").exists():
        return find_variable(_ps("-Eww", "-o", "command=", "-p", str(pid)), name)
    key = os.fsencode(f"{name}=")
    values = (line[len(key) :] for line in _environment(pid) if line.startswith(key))
    return os.fsdecode(next(values, b""))


def find_variable(line: str, name: str) -> str:
    """Return the value of a variable in a line of `ps`, which has a process' arguments and variables; "" for none."""
    match = re.search(rf" {name}=(.*?)(?= [A-Za-z_][A-Za-z0-9_]*=|$)", line.rstrip("\n"))
    return match[1] if match else ""


def started_at(pid: int) -> float | None:
    """Return when a running process began, in seconds since 1970; None if there is none of that number."""
    started = _started(pid)
    if started is None:
        return None
    if not _PROC.joinpath("stat").exists():
        return time.mktime(time.strptime(started, "%a %b %d %H:%M:%S %Y"))
    lines = _PROC.joinpath("stat").read_text(encoding="ascii").splitlines()
    boot = next(int(line.split()[1]) for line in lines if line.startswith("btime "))
    return boot + int(started.rpartition("/")[2]) / os.sysconf("SC_CLK_TCK")


def _environment(pid: int) -> list[bytes]:
    try:
        return _PROC.joinpath(str(pid), "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _started(pid: int) -> str | None:
    if not _PROC.joinpath("self", "stat").exists():
        state, _, started = _ps("-o", "stat=,lstart=", "-p", str(pid)).strip().partition(" ")
        return started.strip() if started and not state.startswith("Z") else None
    try:
        stat = _PROC.joinpath(str(pid), "stat").read_text(encoding="utf-8", errors="replace")
        boot = _PROC.joinpath("sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return None
    # The command's name, in parentheses, may hold anything, parentheses included.
    fields = stat.rpartition(")")[2].split()
    # A zombie has ended: nobody collects it where process 1 does not.
    return None if fields[0] in {"Z", "X"} else f"{boot}/{fields[19]}"


def _ps(*options: str) -> str:
    argv = ("ps", *options)
    return subprocess.run(argv, capture_output=True, text=True, check=False).stdout  # noqa: S603 - fixed options
