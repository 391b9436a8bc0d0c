"""Cancellation of a module's deploy: in order if the runner ends, and of what an interrupted one left.

That is Pulumi, and the processes of its providers; never a service.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from typing import TYPE_CHECKING, Final

from pantstack_runtime.process_identity import processes_with_variable, wait_until

if TYPE_CHECKING:
    from pathlib import Path

# What a module's deploy starts, once nobody else works on that module, has these two variables: the folder of that
# module in that environment, and the file in it that tells the start of a service not to wait any longer.
_MARK: Final = "PANTSTACK_DEPLOY"
_CANCELLED: Final = "PANTSTACK_CANCELLED"


def cancelled_file(runs: Path, leader: int) -> Path:
    """Return the file of a module's folder that says that the run of a session's leader is cancelled."""
    return runs / f"{leader}.cancelled"


def mark_children(runs: Path) -> None:
    """Mark all processes that are started from here on as the module's."""
    os.environ[_MARK] = str(runs)
    os.environ[_CANCELLED] = str(cancelled_file(runs, os.getsid(0)))


def terminate(runs: Path, timeout: float, leader: int | None = None) -> bool:
    """End what is left of a module's deploys within some seconds, and return whether anything was.

    Args:
        leader: the leader of the session; None for all sessions except this process'.
    """
    if not _of(runs, leader):
        return False
    for pid in _of(runs, leader):
        with contextlib.suppress(OSError):
            cancelled_file(runs, os.getsid(pid)).touch()
            # Pulumi asks its providers itself, which have groups of their own.
            if _is_pulumi(pid):
                os.kill(pid, signal.SIGINT)
    if not wait_until(lambda: not any(map(_is_pulumi, _of(runs, leader))), timeout):
        _kill(runs, leader)
    # A provider ends with its Pulumi, unless that was killed.
    if not wait_until(lambda: not _of(runs, leader), 1.0):
        _kill(runs, leader)
        wait_until(lambda: not _of(runs, leader), 5.0)
    return True


def _of(runs: Path, leader: int | None) -> list[int]:
    pids = [process.pid for process in processes_with_variable(_MARK, str(runs))]
    if leader is None:
        return [pid for pid in pids if _session(pid) not in {os.getsid(0), -1}]
    return [pid for pid in pids if _session(pid) == leader]


def _is_pulumi(pid: int) -> bool:
    try:
        return os.getpgid(pid) == os.getsid(pid)
    except ProcessLookupError:
        return False


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return -1


def _kill(runs: Path, leader: int | None) -> None:
    for pid in _of(runs, leader):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def watch(cancelled: Path) -> None:
    """Watch the standard input, whose other end only the runner has, and cancel when it is closed.

    Args:
        cancelled: the file that tells all processes of this group not to wait any longer.
    """
    descriptor = os.dup(0)
    # Processes that are started from here on do not hold it.
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    threading.Thread(target=_watch, args=(descriptor, cancelled), daemon=True).start()


def _watch(descriptor: int, cancelled: Path) -> None:
    while os.read(descriptor, 1):
        pass
    cancel(os.getpgrp(), cancelled)


def cancel(group: int, cancelled: Path) -> None:
    """Let a module's Pulumi end in order: it hears the signal itself, a service's start looks at the file."""
    cancelled.parent.mkdir(parents=True, exist_ok=True)
    cancelled.touch()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGINT)
