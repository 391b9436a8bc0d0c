"""A module's process watches the runner: if that is killed, the module cancels in order."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


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
