"""Starts the process of a module: in a session of its own, and with its output in a log."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, NoReturn, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# As lists of processes show it; the system keeps 15 letters.
NAME: Final = "deploy-module"
_POLL: Final = 0.02


class Worker(Protocol):
    """A process."""

    pid: int
    stdin: IO[bytes] | None

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit code; raise TimeoutExpired if it does not end in time."""

    def kill(self) -> None:
        """End it at once."""


def start(entry: str, argv: Sequence[str], events: int, variables: Mapping[str, str], log: IO[bytes]) -> Worker:
    """Start the `main` of a module of Python as a process; the descriptor for events is added to `argv`.

    Raises:
        OSError: if it cannot be started.
    """
    # A fork of this process has most of what it needs in memory already. Apple's libraries do not survive a fork,
    # nor does the one for buckets: its threads are not forked, and whoever calls it then waits forever.
    # A fork server imports all of it once more: it starts one module 0.6 s later and gains only from the fourth on.
    make = _Fork if sys.platform == "linux" and "obstore" not in sys.modules else _spawn
    return make(entry, (*argv, str(events)), events, variables, log)


def _spawn(entry: str, argv: Sequence[str], events: int, variables: Mapping[str, str], log: IO[bytes]) -> Worker:
    return subprocess.Popen(  # noqa: S603 - our own code
        (sys.executable, "-m", entry, *argv),
        env=dict(variables),
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=subprocess.STDOUT,
        pass_fds=(events,),
        start_new_session=True,
    )


class _Fork:
    """A fork of this process that goes on with a module."""

    def __init__(
        self, entry: str, argv: Sequence[str], events: int, variables: Mapping[str, str], log: IO[bytes]
    ) -> None:
        for stream in (sys.stdout, sys.stderr):
            # What waits to be written would be written twice.
            stream.flush()
        stdin, ours = os.pipe()
        self.stdin: IO[bytes] | None = os.fdopen(ours, "wb", buffering=0)
        self._code: int | None = None
        try:
            self.pid = os.fork()
        except OSError:
            self.stdin.close()
            os.close(stdin)
            raise
        if self.pid == 0:
            _become(entry, argv, variables, (stdin, log.fileno(), events))
        os.close(stdin)

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit code."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self._code is None:
            pid, status = os.waitpid(self.pid, 0 if deadline is None else os.WNOHANG)
            if pid:
                self._code = os.waitstatus_to_exitcode(status)
            elif deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(NAME, timeout or 0)
            else:
                time.sleep(_POLL)
        return self._code

    def kill(self) -> None:
        """End it at once; a number that was waited for may be another's by now."""
        if self._code is None:
            os.kill(self.pid, signal.SIGKILL)


def _become(
    entry: str, argv: Sequence[str], variables: Mapping[str, str], descriptors: tuple[int, int, int]
) -> NoReturn:
    """Go on with a module, and never return: what the runner has under way is not this process'."""
    code = 1
    try:
        _detach(*descriptors)
        os.environ.clear()
        os.environ.update(variables)
        sys.path[:0] = variables.get("PYTHONPATH", "").split(os.pathsep)
        for name in [name for name in sys.modules if name.partition(".")[0] == "stack"]:
            # The runner has its own copy of a part; programs import all of it from the repository.
            del sys.modules[name]
        # Only now: the runner itself does without Pulumi.
        # pantstack: ignore[unprovable-import] a name that the runner passes
        code = importlib.import_module(entry).main(argv)
    except BaseException:  # noqa: BLE001 - the log has it, and nothing of the runner's may run here
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _detach(stdin: int, log: int, events: int) -> None:
    """Leave the runner's session, its signals and its files."""
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    for descriptor, target in ((stdin, 0), (log, 1), (log, 2)):
        os.dup2(descriptor, target)
    # The pipes by which other modules watch the runner are among them: they must end with it.
    for descriptor in [int(entry.name) for entry in Path("/proc/self/fd").iterdir()]:
        if descriptor not in {0, 1, 2, events}:
            with contextlib.suppress(OSError):
                os.close(descriptor)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(NAME, encoding="ascii")
