"""A plan carried out: modules that do not need each other at the same time."""

from __future__ import annotations

import contextlib
import selectors
import signal
from typing import TYPE_CHECKING, Final

from pantstack_runner.console.run_events import RunEvent
from pantstack_runner.errors import FailedError
from pantstack_runner.execution import change_detection
from pantstack_runner.execution.schedule import Schedule
from pantstack_runner.execution.worker_process import Child

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from types import FrameType

    from pantstack_runner.console.progress import Screen
    from pantstack_runner.contract.plan import Plan

_TICK: Final = 0.12


class Run:
    """A run of a plan."""

    def __init__(self, path: Path, plan: Plan, variables: Callable[[], Mapping[str, str]], screen: Screen) -> None:
        """Prepare it.

        Args:
            path: the plan's file.
            plan: the plan.
            variables: environment variables for the processes of modules, asked for when the first one starts.
            screen: where it is shown.
        """
        self._path, self._plan, self._screen = path, plan, screen
        self._find = variables
        self._variables: Mapping[str, str] | None = None
        self._schedule = Schedule(plan.modules, reverse=plan.action == "destroy")
        self._children: dict[int, Child] = {}
        self._codes: set[int] = set()
        self._selector = selectors.DefaultSelector()
        self._signalled = 0

    def go(self) -> int:
        """Carry the plan out and return the exit code."""
        plan = self._plan
        started = {
            "action": plan.action,
            "environment": plan.environment.name,
            "modules": [m.name for m in plan.modules],
        }
        self._screen.show(RunEvent("started", data=started))
        try:
            with self._signals():
                while self._start() or self._children:
                    for key, _ in self._selector.select(_TICK):
                        self._hear(key.data)
                    self._stop()
                    self._screen.tick()
        finally:
            for child in tuple(self._children.values()):
                child.cancel()
                child.reap()
            self._selector.close()
            self._screen.close()
        code = next((code for code in (1, 2) if code in self._codes), 0)
        self._screen.show(RunEvent("finished", data={"code": code}))
        return code

    def _start(self) -> bool:
        """Start what can start, and return whether anything did."""
        names = self._schedule.take(self._plan.jobs - len(self._children))
        if names and self._plan.action == "up":
            # If the records cannot be read, each module says so below.
            with contextlib.suppress(FailedError):
                change_detection.prefetch_records(self._plan, names)
        for name in names:
            self._screen.show(RunEvent("begin", name, "begins"))
            try:
                if self._is_unchanged(name):
                    continue
            except FailedError as error:
                self._end(name, 1, RunEvent("failed", name, f"failed  {error}", {"cause": str(error)}))
                continue
            if self._variables is None:
                self._variables = self._find()
            try:
                child = Child(self._path, self._plan, self._plan.module(name), self._variables)
            except OSError as error:
                fact = f"{error.filename or 'its process'}: {error.strerror}"
                help = "Free disk space or fix the permissions there, then deploy again."
                text = f"failed  it cannot be started: {fact}\n{help}"
                self._end(name, 1, RunEvent("failed", name, text, {"cause": fact}))
                continue
            self._children[child.pipe] = child
            self._selector.register(child.pipe, selectors.EVENT_READ, child)
        return bool(names)

    def _is_unchanged(self, name: str) -> bool:
        """Whether nothing is to be done; then not even Pulumi is looked for."""
        last = change_detection.find_unchanged(self._plan, self._plan.module(name))
        if last is None:
            return False
        url = last.outputs.get("url", "")
        self._screen.show(RunEvent("note", name, "no change"))
        self._end(name, 0, RunEvent("done", name, f"up  {url}".rstrip(), {"url": url, "changes": 0}))
        return True

    def _hear(self, child: Child) -> None:
        news = child.read()
        if news is not None:
            for each in news:
                self._screen.show(each)
                if each.event == "drift":
                    # The module is looked at to its end, and so are those that need it.
                    self._codes.add(1)
            return
        self._selector.unregister(child.pipe)
        del self._children[child.pipe]
        self._end(child.name, *child.reap())

    def _end(self, name: str, code: int, last: RunEvent | None) -> None:
        if last is not None:
            self._screen.show(last)
        self._codes.add(code)
        for each in self._schedule.end(name, good=code == 0):
            self._screen.show(RunEvent("skipped", each, f"skipped  {name} failed", {"because": name}))

    def _stop(self) -> None:
        """Cancel what is at work, if a signal came; a second one makes Pulumi end at once."""
        while self._signalled:
            self._signalled -= 1
            self._codes.add(1)
            for child in self._children.values():
                self._screen.show(RunEvent("note", child.name, "cancels"))
                child.cancel()
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
