"""The lock of everything in `.pantstack`: deploys share it, and a prune holds it alone."""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import TYPE_CHECKING, Final

from pantstack_runner.base.errors import failing
from pantstack_runner.base.files import try_lock
from pantstack_runner.console.console import print_error
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pantstack_runner.contract.context import Context

AT_WORK: Final = "a deploy is at work"
# A link in place of a lock is not followed.
_FLAGS: Final = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW


@contextlib.contextmanager
def shared(context: Context) -> Iterator[None]:
    """Keep a prune from starting meanwhile; wait for one that is running.

    Raises:
        FailedError: if the lock's file cannot be written.
    """
    path = paths.workspace_lock_file(context)
    help_ = "Free disk space or fix the permissions there."
    with failing("cannot be written", help_, path.relative_to(context.root)):
        descriptor = _open(path)
    try:
        if not try_lock(descriptor, shared=True):
            print_error("pants deploy: waits for a --prune of this repository.")
            fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def alone(path: Path) -> Iterator[str]:
    """Hold a lock if nobody else does; yield why not, "" if it is held now."""
    try:
        descriptor = _open(path)
    except OSError as error:
        yield f"its lock cannot be taken ({error.strerror})"
        return
    try:
        yield "" if try_lock(descriptor) else AT_WORK
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, _FLAGS, 0o666)
