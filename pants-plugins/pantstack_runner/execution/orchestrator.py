"""Carries out a request: modules that do not depend on each other at the same time."""

from __future__ import annotations

import contextlib
import selectors
import signal
from typing import TYPE_CHECKING, Final

from pantstack_runner.base.errors import FailedError
from pantstack_runner.console.run_events import RunEvent
from pantstack_runner.contract.requests import UpRequest
from pantstack_runner.execution import change_detection
from pantstack_runner.execution.schedule import Schedule
from pantstack_runner.execution.worker_process import WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from types import FrameType

    from pantstack_runner.console.progress import Screen
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.requests import DeployRequest

_TICK: Final = 0.12


class Orchestrator:
    """Carries out a request for several modules."""

    def __init__(  # noqa: PLR0913, PLR0917 - each is of another kind
        self,
        path: Path,
        context: Context,
        request: DeployRequest,
        screen: Screen,
        find_variables: Callable[[], Mapping[str, str]],
        entry: str,
    ) -> None:
        """Take what is needed to run.

        Args:
            find_variables: returns the environment variables for workers; called when the first one starts.
            entry: the module of Python whose `main` is the worker's.
        """
        self._path, self._context, self._request, self._screen = path, context, request, screen
        self._find_variables, self._entry = find_variables, entry
        self._variables: Mapping[str, str] | None = None
        self._schedule = Schedule(request.modules, reverse=request.dependents_first)
        self._workers: dict[int, WorkerProcess] = {}
        self._codes: set[int] = set()
        self._selector = selectors.DefaultSelector()
        self._signalled = 0

    def run(self) -> int:
        """Carry the request out and return the exit code."""
        started = {
            "action": self._request.action,
            "environment": self._context.environment.name,
            "modules": [module.name for module in self._request.modules],
        }
        self._screen.show(RunEvent("started", data=started))
        try:
            with self._signals():
                while self._start() or self._workers:
                    for key, _ in self._selector.select(_TICK):
                        self._hear(key.data)
                    self._stop()
                    self._screen.tick()
        finally:
            for worker in tuple(self._workers.values()):
                worker.cancel()
                worker.reap()
            self._selector.close()
            self._screen.close()
        code = next((code for code in (1, 2) if code in self._codes), 0)
        self._screen.show(RunEvent("finished", data={"code": code}))
        return code

    def _start(self) -> bool:
        """Start what can start, and return whether anything did."""
        modules = [self._request.module(name) for name in self._schedule.take(self._request.jobs - len(self._workers))]
        if modules and isinstance(self._request, UpRequest):
            # If the records cannot be read, each module says so below.
            with contextlib.suppress(FailedError):
                change_detection.prefetch_records(self._context, modules)
        for module in modules:
            self._screen.show(RunEvent("begin", module.name, "begins"))
            try:
                if self._is_unchanged(module):
                    continue
            except FailedError as error:
                self._end(module.name, 1, RunEvent("failed", module.name, f"failed  {error}", {"cause": str(error)}))
                continue
            self._start_worker(module)
        return bool(modules)

    def _start_worker(self, module: Module) -> None:
        if self._variables is None:
            self._variables = self._find_variables()
        argv = (str(self._path), module.name)
        try:
            worker = WorkerProcess(self._context, module, self._entry, argv, self._variables)
        except OSError as error:
            fact = f"{error.filename or 'its process'}: {error.strerror}"
            text = f"failed  cannot start: {fact}\nFree disk space or fix the permissions there, then deploy again."
            self._end(module.name, 1, RunEvent("failed", module.name, text, {"cause": fact}))
            return
        self._workers[worker.pipe] = worker
        self._selector.register(worker.pipe, selectors.EVENT_READ, worker)

    def _is_unchanged(self, module: Module) -> bool:
        """Whether nothing is to be done; then not even Pulumi is looked for."""
        if not isinstance(self._request, UpRequest):
            return False
        last = change_detection.find_unchanged(self._context, self._request, module)
        if last is None:
            return False
        url = last.outputs.get("url", "")
        self._screen.show(RunEvent("note", module.name, "no change"))
        self._end(module.name, 0, RunEvent("done", module.name, f"up  {url}".rstrip(), {"url": url, "changes": 0}))
        return True

    def _hear(self, worker: WorkerProcess) -> None:
        events = worker.read()
        if events is not None:
            for event in events:
                self._screen.show(event)
                if event.event == "drift":
                    # The module is looked at to its end, and so are those that need it.
                    self._codes.add(1)
            return
        self._selector.unregister(worker.pipe)
        del self._workers[worker.pipe]
        self._end(worker.name, *worker.reap())

    def _end(self, name: str, code: int, last: RunEvent | None) -> None:
        if last is not None:
            self._screen.show(last)
        self._codes.add(code)
        for skipped in self._schedule.end(name, good=code == 0):
            self._screen.show(RunEvent("skipped", skipped, f"skipped  {name} failed", {"because": name}))

    def _stop(self) -> None:
        """Cancel what is at work, if a signal came; a second one makes Pulumi end at once."""
        while self._signalled:
            self._signalled -= 1
            self._codes.add(1)
            for worker in self._workers.values():
                self._screen.show(RunEvent("note", worker.name, "cancels"))
                worker.cancel()
            for name in self._schedule.stop():
                self._screen.show(RunEvent("skipped", name, "skipped  interrupted", {"because": "interrupted"}))

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        def stop(_number: int, _frame: FrameType | None) -> None:
            # Nothing more: a handler may interrupt a write to the screen.
            self._signalled += 1

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
