"""A module's process, as the runner sees it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from typing import TYPE_CHECKING, Final

from pantstack_runner.console.run_events import RunEvent
from pantstack_runner.execution import cancellation, workers
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module

_TIMEOUT: Final = 20.0
_BLOCK_SIZE: Final = 65536


class WorkerProcess:
    """A module's program in a process of its own: programs do not see each other's imports.

    Attributes:
        name: the module's name.
        pipe: the descriptor from which its events are read.
    """

    def __init__(
        self, context: Context, module: Module, entry: str, argv: Sequence[str], variables: Mapping[str, str]
    ) -> None:
        """Start it; the descriptor for events is added to `argv`.

        Raises:
            OSError: if it cannot be started.
        """
        self.name = module.name
        log = paths.deploy_log(context, module.name)
        self._log = log.relative_to(context.root)
        self._rest = b""
        self._failed = False
        self._runs = paths.cancelled_runs_folder(context, module.name)
        self._runs.mkdir(parents=True, exist_ok=True)
        log.parent.mkdir(parents=True, exist_ok=True)
        self.pipe, events = os.pipe()
        try:
            with log.open("wb") as output:
                # A session of its own: Ctrl-C reaches Pulumi once, by `cancel`, and it ends in order.
                self._process = workers.start(entry, argv, events, variables, output)
            self._cancelled = cancellation.cancelled_file(self._runs, self._process.pid)
            # Of an earlier process of the same number.
            self._cancelled.unlink(missing_ok=True)
        except OSError:
            os.close(self.pipe)
            raise
        finally:
            os.close(events)

    def read(self) -> list[RunEvent] | None:
        """Return the events that arrived; None at the end."""
        block = os.read(self.pipe, _BLOCK_SIZE)
        if not block:
            return None
        *lines, self._rest = (self._rest + block).split(b"\n")
        events = [event for event in map(RunEvent.of, lines) if event]
        self._failed = self._failed or any(event.event == "failed" for event in events)
        return events

    def cancel(self) -> None:
        """Let it end in order."""
        cancellation.cancel(self._process.pid, self._cancelled)

    def reap(self) -> tuple[int, RunEvent | None]:
        """Return its exit code, and the last event if it had no time for one; leave nothing of it running."""
        os.close(self.pipe)
        try:
            code = self._process.wait(timeout=_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
        cancellation.terminate(self._runs, _TIMEOUT, self._process.pid)
        with contextlib.suppress(OSError):
            self._cancelled.unlink(missing_ok=True)
        if code == 0 or self._failed:
            return (code if code in {0, 2} else 1), None
        fact = f"was killed ({signal.Signals(-code).name})" if code < 0 else f"ended with exit code {code}"
        text = f"failed  its process {fact}\nDeploy again; what it left is cleaned up. The whole log: {self._log}"
        return 1, RunEvent("failed", self.name, text, {"cause": fact, "log": str(self._log)})
