"""`module PLAN NAME DESCRIPTOR`: one module of a plan, through Pulumi's Automation API."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pulumi import automation

from pantstack.deploy.runner import (
    deploys,
    environment,
    guard,
    held,
    leash,
    leftovers,
    locks,
    places,
    smoke,
    sources,
    stacks,
)
from pantstack.deploy.runner import plan as plans
from pantstack.deploy.runner.drift import Drift
from pantstack.deploy.runner.errors import FailedError, UsageError
from pantstack.deploy.runner.events import Story, last_words
from pantstack.deploy.runner.news import teller

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pantstack.deploy.runner.console import Journal
    from pantstack.deploy.runner.news import Tell
    from pantstack.deploy.runner.plan import Module, Plan

_SMOKE: Final = "its smoke test: "


def main(argv: Sequence[str]) -> int:
    """Act on one module and return the exit code.

    Args:
        argv: the plan's path, the module's name, and the descriptor to tell the runner by.
    """
    # Pulumi, of the same group, hears Ctrl-C itself; this process waits for it to end in order.
    signal.signal(signal.SIGINT, lambda *_: None)
    path = Path(argv[0])
    plan = plans.load(path)
    module = plan.module(argv[1])
    cancelled = leftovers.cancelled(places.runs(plan, module), os.getsid(0))
    leash.hold(cancelled)
    tell = teller(int(argv[2]), module.name)
    story = Drift(tell) if plan.action == "refresh" else Story(tell, preview=plan.action == "preview")
    # The runner has connected the standard output to the module's log.
    log = held.Discreet(sys.stdout)
    try:
        with guard.alone(plan, module, cancelled, tell):
            code, failure = _recorded(path, plan, module, story, log)
            if failure and failure.startswith(_SMOKE) and plan.environment.auto_rollback:
                failure += _rolled_back(path, plan, module, tell, log)
    except (UsageError, FailedError) as error:
        code, failure = (2 if isinstance(error, UsageError) else 1), str(error)
    if failure is None and plan.action == "up" and not story.steps:
        tell("note", "no change")
    if failure is None:
        tell("done", _result(plan, story), url=story.outputs.get("url", ""), changes=story.steps)
    else:
        shown = places.log(plan, module).relative_to(plan.root)
        tell("failed", f"failed  {failure}", cause=failure, log=str(shown))
    return code


def _recorded(path: Path, plan: Plan, module: Module, story: Story, log: Journal) -> tuple[int, str | None]:
    """Act, and leave a record of what changes something; the exit code and, if it failed, why."""
    entry = deploys.begin(plan, module, path) if plan.action in {"up", "destroy"} else None
    code, failure = _attempted(plan, module, story, log)
    if failure is None and plan.action == "up":
        wrong = smoke.fault(plan, module, story.outputs)
        if wrong:
            code, failure = 1, f"{_SMOKE}{wrong}.\nLook with --logs, mend it and deploy again."
    if entry:
        entry.close(failure, story.outputs, story.steps)
    return code, failure


def _rolled_back(path: Path, plan: Plan, module: Module, tell: Tell, log: Journal) -> str:
    """Bring the last good artefacts back, and say how that went."""
    try:
        good = sources.restored(plan, module)
    except UsageError as error:
        return f"\nNothing was brought back: {str(error).splitlines()[0]}"
    tell("note", f"rolls back to {good.restores}", restores=good.restores)
    _, failure = _recorded(path, plan, good, Story(tell, preview=False), log)
    return f"\nBringing {good.restores} back failed too: {failure}" if failure else f"\nBack is {good.restores}."


def _attempted(plan: Plan, module: Module, story: Story, log: Journal) -> tuple[int, str | None]:
    """Act; the exit code and, if it failed, why."""
    hint = f"\nThe whole log: {places.log(plan, module).relative_to(plan.root)}"
    try:
        _act(plan, module, story, log)
    except UsageError as error:
        return 2, str(error)
    except FailedError as error:
        return 1, str(error)
    except automation.CommandError as error:
        log.write(f"{error}\n")
        otherwise = held.otherwise(story.causes)
        if otherwise:
            return 1, otherwise
        return 1, (story.causes[0] if story.causes else last_words(str(error))) + hint
    except Exception as error:  # noqa: BLE001 - a traceback is for the log
        log.write(traceback.format_exc())
        return 1, f"{type(error).__name__}: {error}{hint}"
    return 0, None


def _act(plan: Plan, module: Module, story: Story, log: Journal) -> None:
    stack = stacks.of(plan, module, log, story)
    if stack is None:
        return
    backend = environment.backend_url(plan)
    if backend.startswith("file://"):
        folder = Path(backend.removeprefix("file://"), ".pulumi/locks/organization", module.name, plan.environment.name)
        locks.clear(folder, story.tell, unlock=plan.unlock)
    with held.steps(plan, module) as steps:
        try:
            _drive(plan, stack, story, log, steps)
        except automation.ConcurrentUpdateError as error:
            locks.check(locks.in_message(str(error)), story.tell, unlock=plan.unlock)
            stack.cancel()
            _drive(plan, stack, story, log, steps)


def _drive(plan: Plan, stack: stacks.Stack, story: Story, log: Journal, steps: str | None) -> None:
    # What runs on this machine may have ended since; a cloud is asked by those who want to know.
    refresh = plan.environment.platform == "local"

    def write(text: str) -> None:
        log.write(f"{text}\n")

    if plan.action == "preview":
        stack.preview(on_event=story.hear, on_output=write, on_error=write, refresh=refresh, plan=steps)
    elif plan.action == "refresh":
        stack.preview_refresh(on_event=story.hear, on_output=write, on_error=write)
    elif plan.action == "destroy":
        stack.destroy(on_event=story.hear, on_output=write, on_error=write)
    else:
        stack.up(on_event=story.hear, on_output=write, on_error=write, refresh=refresh, plan=steps)


def _result(plan: Plan, story: Story) -> str:
    if plan.action == "preview":
        return f"preview  {_counted(story.steps)}"
    if plan.action == "refresh":
        return f"refresh  {_drifted(story.steps)}"
    if plan.action == "destroy":
        return "down" if story.steps else "down  it was not up"
    return f"up  {story.outputs.get('url', '')}".rstrip()


def _drifted(steps: int) -> str:
    return {0: "no drift", 1: "1 drift"}.get(steps, f"{steps} drifts")


def _counted(steps: int) -> str:
    return {0: "no change", 1: "1 change"}.get(steps, f"{steps} changes")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
