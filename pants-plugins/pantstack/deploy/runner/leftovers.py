"""Processes that an interrupted deploy left: Pulumi's, and those of its providers; never a service."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from typing import TYPE_CHECKING, Final

from stack.infra.processes.identity import marked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from stack.infra.processes.identity import Identity

# All processes of a module's deploy have this variable, which names a file of that module in that environment.
MARK: Final = "PANTSTACK_CANCELLED"
_POLL: Final = 0.1


def of(cancelled: Path) -> list[Identity]:
    """The processes of a module's deploy, but for those of the session at hand.

    Args:
        cancelled: the module's file.
    """
    return [each for each in marked(MARK, str(cancelled)) if _session(each.pid) != os.getsid(0)]


def end(cancelled: Path, patience: float) -> bool:
    """End the processes of a module's deploy, and return whether there were any.

    Args:
        cancelled: the module's file.
        patience: seconds that they have to end in order.
    """
    found = of(cancelled)
    if not found:
        return False
    cancelled.parent.mkdir(parents=True, exist_ok=True)
    cancelled.touch()
    # Pulumi is in the group of the session's leader, and asks its providers itself, which are in groups of their own.
    for each in found:
        with contextlib.suppress(ProcessLookupError):
            if os.getpgid(each.pid) == os.getsid(each.pid):
                os.kill(each.pid, signal.SIGINT)
    if not _wait(lambda: not any(_is_pulumi(each) for each in of(cancelled)), patience):
        _kill(cancelled)
    # A provider ends with its Pulumi, unless that was killed.
    if not _wait(lambda: not of(cancelled), 1.0):
        _kill(cancelled)
        _wait(lambda: not of(cancelled), 5.0)
    return True


def _is_pulumi(process: Identity) -> bool:
    try:
        return os.getpgid(process.pid) == os.getsid(process.pid)
    except ProcessLookupError:
        return False


def _session(pid: int) -> int:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return -1


def _kill(cancelled: Path) -> None:
    for each in of(cancelled):
        with contextlib.suppress(ProcessLookupError):
            os.kill(each.pid, signal.SIGKILL)


def _wait(is_over: Callable[[], bool], patience: float) -> bool:
    deadline = time.monotonic() + patience
    while not is_over():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL)
    return True
