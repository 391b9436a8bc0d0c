"""Runs a job once."""

import asyncio
import fcntl
import logging
import math
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

logger = logging.getLogger(__name__)

OK = 0
FAILED = 1
# Another run is under way: as EX_TEMPFAIL of sysexits.h.
BUSY = 75
# As `timeout` of the shell.
TIMED_OUT = 124
# What blocks the loop does not notice its timeout: the system ends it some seconds later.
_GRACE = 10


class Alone(Protocol):
    """Keeps runs apart."""

    def __call__(self) -> AbstractContextManager[bool]:
        """Enter a run, and yield whether there is no other one."""
        ...


class FileLock:
    """Keeps the runs of one machine apart; where each run has a machine of its own, its timeout has to."""

    def __init__(self, path: Path) -> None:
        """Use a file, which is made where it is missing."""
        self._path = path

    @contextmanager
    def __call__(self) -> Iterator[bool]:
        """Hold the lock, which ends with the process whatever happens; see `Alone`."""
        with self._path.open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True


def run_job(run: Callable[[], Awaitable[None]], *, timeout: float, alone: Alone) -> int:
    """Run a job and return the exit code: `OK`, `FAILED`, `BUSY` if another run is under way, or `TIMED_OUT`.

    Args:
        run: does the work, and knows nothing of when; any exception is a failure.
        timeout: the seconds that a run may take.
        alone: keeps runs apart.
    """
    with alone() as is_alone:
        if not is_alone:
            logger.warning("another run is under way: this one is left out")
            return BUSY
        signal.alarm(math.ceil(timeout) + _GRACE)
        begin = time.monotonic()
        try:
            code = asyncio.run(_run(run, timeout))
        finally:
            signal.alarm(0)
        logger.info("ended with exit code %d after %.1f s", code, time.monotonic() - begin)
        return code


async def _run(run: Callable[[], Awaitable[None]], timeout: float) -> int:  # noqa: ASYNC109 - the job's, not this call's
    task = asyncio.ensure_future(run())
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    done, _ = await asyncio.wait({task}, timeout=timeout)
    if not done:
        task.cancel()
        await asyncio.wait({task}, timeout=_GRACE)
        logger.error("was not done within %g s", timeout)
        return TIMED_OUT
    if task.cancelled():
        logger.warning("was ended by a signal")
        return 128 + signal.SIGTERM
    if error := task.exception():
        logger.error("failed", exc_info=error)
        return FAILED
    return OK
