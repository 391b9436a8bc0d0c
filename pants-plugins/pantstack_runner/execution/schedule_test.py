"""Whose turn it is."""

from __future__ import annotations

import pytest

from pantstack_runner.contract.module import Module
from pantstack_runner.execution.schedule import Schedule


def _module(name: str, *after: str) -> Module:
    folder = f"modules/{name}"
    return Module(name=name, path=folder, infrastructure=folder, depends_on=(), artifacts=(), after=after)


# d needs b through a module that is not part of the plan, so `after` alone tells.
MODULES = (_module("a"), _module("b", "a"), _module("c"), _module("d", "a", "b", "elsewhere"))


def _all(schedule: Schedule, room: int, *, bad: str = "") -> list[str]:
    """Steps of a run in which one module ends at a time."""
    steps: list[str] = []
    running: list[str] = []
    while True:
        taken = schedule.take(room - len(running))
        running += taken
        if not running:
            return steps
        name = running.pop(0)
        skipped = schedule.end(name, good=name != bad)
        steps.append(f"{'+'.join([name, *running])}{' -' if skipped else ''}{','.join(skipped)}")


@pytest.mark.parametrize(
    ("room", "steps"), [(1, ["a", "b", "c", "d"]), (2, ["a+c", "c+b", "b", "d"]), (9, ["a+c", "c+b", "b", "d"])]
)
def test_together(room: int, steps: list[str]) -> None:
    """What does not need each other goes at the same time, as many as there is room for."""
    assert _all(Schedule(MODULES, reverse=False), room) == steps


def test_reverse() -> None:
    """Taking down begins with those that nobody needs any more."""
    assert _all(Schedule(MODULES[::-1], reverse=True), 2) == ["d+c", "c+b", "b", "a"]


@pytest.mark.parametrize(
    ("bad", "reverse", "steps"),
    [
        ("a", False, ["a+c -b,d", "c"]),
        ("b", False, ["a+c", "c+b", "b -d"]),
        ("c", False, ["a+c", "c+b", "b", "d"]),
        ("d", True, ["d+c -b,a", "c"]),
    ],
)
def test_failure(bad: str, reverse: bool, steps: list[str]) -> None:  # noqa: FBT001 - a case
    """A failure leaves those out that need the module, through others too, and nothing else."""
    modules = MODULES[::-1] if reverse else MODULES
    assert _all(Schedule(modules, reverse=reverse), 2, bad=bad) == steps


def test_stop() -> None:
    """After a stop nothing begins."""
    schedule = Schedule(MODULES, reverse=False)

    assert (schedule.take(1), schedule.stop(), schedule.take(9)) == (["a"], ["b", "c", "d"], [])
