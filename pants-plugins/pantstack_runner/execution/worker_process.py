"""The process of a module, as the runner has it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from typing import TYPE_CHECKING, Final

from pantstack_runner import paths
from pantstack_runner.console.run_events import RunEvent
from pantstack_runner.execution import orphans, parent_watch, workers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.plan import Plan

_PATIENCE: Final = 20.0
_BLOCK: Final = 65536


class Child:
    """A module's program in a process of its own: programs do not see each other's imports.

    Attributes:
        name: the module's name.
        pipe: the descriptor from which its news are read.
    """

    def __init__(self, path: Path, plan: Plan, module: Module, variables: Mapping[str, str]) -> None:
        """Start it.

        Args:
            path: the plan's file.
            plan: the plan.
            module: the module.
            variables: its environment variables.
        """
        self.name = module.name
        self._log = paths.deploy_log(plan.context, module)
        self._shown = self._log.relative_to(plan.root)
        self._rest = b""
        self._failed = False
        self._runs = paths.cancelled_runs_folder(plan.context, module)
        self._runs.mkdir(parents=True, exist_ok=True)
        self._log.parent.mkdir(parents=True, exist_ok=True)
        self.pipe, theirs = os.pipe()
        try:
            with self._log.open("wb") as log:
                # A session of its own: Ctrl-C reaches Pulumi once, by `cancel`, and it ends in order.
                self._process = workers.start((str(path), module.name), theirs, variables, log)
            self._cancelled = orphans.cancelled(self._runs, self._process.pid)
            # Of an earlier process of the same number.
            self._cancelled.unlink(missing_ok=True)
        except OSError:
            os.close(self.pipe)
            raise
        finally:
            os.close(theirs)

    def read(self) -> list[RunEvent] | None:
        """The news that arrived; None at the end."""
        block = os.read(self.pipe, _BLOCK)
        if not block:
            return None
        *lines, self._rest = (self._rest + block).split(b"\n")
        news = [each for each in map(RunEvent.of, lines) if each]
        self._failed = self._failed or any(each.event == "failed" for each in news)
        return news

    def cancel(self) -> None:
        """Let it end in order."""
        parent_watch.cancel(self._process.pid, self._cancelled)

    def reap(self) -> tuple[int, RunEvent | None]:
        """Its exit code, and what it had no time to say; nothing of it is left."""
        os.close(self.pipe)
        try:
            code = self._process.wait(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
        orphans.end(self._runs, _PATIENCE, self._process.pid)
        with contextlib.suppress(OSError):
            self._cancelled.unlink(missing_ok=True)
        if code == 0 or self._failed:
            return (code if code in {0, 2} else 1), None
        fact = f"was killed ({signal.Signals(-code).name})" if code < 0 else f"ended with exit code {code}"
        text = f"failed  its process {fact}\nDeploy again; what it left is put right. The whole log: {self._shown}"
        return 1, RunEvent("failed", self.name, text, {"cause": fact, "log": str(self._shown)})
