"""How the process of a module is started: a session of its own, whatever it writes into a log."""

from __future__ import annotations

import contextlib
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
_ENTRY: Final = "pantstack_runner.execution.module"
_POLL: Final = 0.02


class Worker(Protocol):
    """A process."""

    pid: int
    stdin: IO[bytes] | None

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code; TimeoutExpired if it does not end in time."""

    def kill(self) -> None:
        """End it at once."""


def start(argv: Sequence[str], theirs: int, variables: Mapping[str, str], log: IO[bytes]) -> Worker:
    """Start the process of a module.

    Args:
        argv: its arguments.
        theirs: the one descriptor that it keeps.
        variables: its environment variables.
        log: for all that it writes.

    Raises:
        OSError: if it cannot be started.
    """
    # A copy of this process has most of what it needs in memory already. Apple's libraries do not bear being copied,
    # nor does the one for buckets: its threads are not copied, and whoever asks it then waits for ever.
    make = _Copy if sys.platform == "linux" and "obstore" not in sys.modules else _spawned
    return make((*argv, str(theirs)), theirs, variables, log)


def _spawned(argv: Sequence[str], theirs: int, variables: Mapping[str, str], log: IO[bytes]) -> Worker:
    return subprocess.Popen(  # noqa: S603 - our own code
        (sys.executable, "-m", _ENTRY, *argv),
        env=dict(variables),
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=subprocess.STDOUT,
        pass_fds=(theirs,),
        start_new_session=True,
    )


class _Copy:
    """A copy of this process that goes on with a module."""

    def __init__(self, argv: Sequence[str], theirs: int, variables: Mapping[str, str], log: IO[bytes]) -> None:
        for stream in (sys.stdout, sys.stderr):
            # What waits to be written would be written twice.
            stream.flush()
        held, ours = os.pipe()
        self.stdin: IO[bytes] | None = os.fdopen(ours, "wb", buffering=0)
        self._code: int | None = None
        try:
            self.pid = os.fork()
        except OSError:
            self.stdin.close()
            os.close(held)
            raise
        if self.pid == 0:
            _become(argv, variables, (held, log.fileno(), theirs))
        os.close(held)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self._code is None:
            pid, status = os.waitpid(self.pid, 0 if deadline is None else os.WNOHANG)
            if pid:
                self._code = os.waitstatus_to_exitcode(status)
            elif deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(_ENTRY, timeout or 0)
            else:
                time.sleep(_POLL)
        return self._code

    def kill(self) -> None:
        """End it at once; a number that was waited for may be another's by now."""
        if self._code is None:
            os.kill(self.pid, signal.SIGKILL)


def _become(argv: Sequence[str], variables: Mapping[str, str], descriptors: tuple[int, int, int]) -> NoReturn:
    """Go on with a module, and never return: what the runner has under way is not this process'."""
    code = 1
    try:
        _let_go(*descriptors)
        os.environ.clear()
        os.environ.update(variables)
        sys.path[:0] = variables.get("PYTHONPATH", "").split(os.pathsep)
        for name in [each for each in sys.modules if each.partition(".")[0] == "stack"]:
            # The runner has its own copy of a part; programs import all of it from the repository.
            del sys.modules[name]
        from pantstack_runner.execution.module import main  # noqa: PLC0415 - the runner itself does without Pulumi

        code = main(argv)
    except BaseException:  # noqa: BLE001 - the log has it, and nothing of the runner's may run here
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _let_go(held: int, log: int, theirs: int) -> None:
    """Leave the runner's session, its signals and its files."""
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    for descriptor, target in ((held, 0), (log, 1), (log, 2)):
        os.dup2(descriptor, target)
    # The other modules' ties to the runner are among them: they must end with it.
    for descriptor in [int(each.name) for each in Path("/proc/self/fd").iterdir()]:
        if descriptor not in {0, 1, 2, theirs}:
            with contextlib.suppress(OSError):
                os.close(descriptor)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(NAME, encoding="ascii")
