"""One deploy of a module at a time, in one clone of the repository."""

from __future__ import annotations

import contextlib
import os
import time
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pantstack_runner.base.errors import FailedError, failing
from pantstack_runner.base.files import try_lock
from pantstack_runner.contract.context import user_name
from pantstack_runner.execution import cancellation
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

    from pantstack_runner.console.run_events import Emit
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module

_POLL: Final = 0.2
_TIMEOUT: Final = 20.0


@contextlib.contextmanager
def exclusive(context: Context, module: Module, cancelled: Path, emit: Emit) -> Iterator[None]:
    """Wait for other deploys of the module until the file `cancelled` exists, and end what is left of a killed one.

    Raises:
        FailedError: if the wait is cancelled, or the lock's file cannot be written.
    """
    path = paths.module_lock_file(context, module.name)
    help_ = "Free disk space or fix the permissions there."
    with failing("cannot be written", help_, path.relative_to(context.root)):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    with file:
        _acquire(file, cancelled, emit)
        if cancellation.terminate(paths.cancelled_runs_folder(context, module.name), _TIMEOUT):
            emit("note", "ended what an interrupted deploy had left running")
        cancellation.mark_children(paths.cancelled_runs_folder(context, module.name))
        yield


def is_held(context: Context, module: str) -> bool:
    """Return whether a deploy of a module is at work in this clone."""
    try:
        with paths.module_lock_file(context, module).open("rb") as file:
            return not try_lock(file, shared=True)
    except OSError:
        return False


def _acquire(file: TextIO, cancelled: Path, emit: Emit) -> None:
    is_announced = False
    while not try_lock(file):
        if not is_announced:
            is_announced = True
            emit("note", f"waits for {_holder(file)}")
        if cancelled.exists():
            raise FailedError(f"cancelled while it waited for {_holder(file)}.", "Deploy again when that has ended.")
        time.sleep(_POLL)
    with contextlib.suppress(OSError):
        # For people only: a full disk is no reason to stop here.
        file.truncate(0)
        file.write(f"process {os.getpid()} of {user_name()}, since {datetime.now().astimezone():%H:%M:%S}\n")
        file.flush()


def _holder(file: TextIO) -> str:
    file.seek(0)
    return f"another deploy of it ({file.read().strip() or 'of an unknown process'})"
