"""`module PLAN NAME DESCRIPTOR`: one module of a plan, through Pulumi's Automation API."""

from __future__ import annotations

import dataclasses
import os
import signal
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pulumi import automation

from pantstack_runner import paths
from pantstack_runner.artifacts import artifacts
from pantstack_runner.config import configuration, encryption
from pantstack_runner.console.redaction import Redactor, redact_output
from pantstack_runner.console.run_events import emitter
from pantstack_runner.console.text import summarize_pulumi_failure
from pantstack_runner.contract import plan as plans
from pantstack_runner.errors import FailedError, UserError
from pantstack_runner.execution import change_detection, module_lock, orphans, parent_watch, sources
from pantstack_runner.health import smoke_check
from pantstack_runner.pulumi import backend_locks, preview, stacks, update_plan
from pantstack_runner.pulumi.drift import Drift
from pantstack_runner.pulumi.engine_events import Story
from pantstack_runner.storage import store
from pantstack_runtime import health

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pantstack_runner.console.console import TolerantLog
    from pantstack_runner.console.run_events import Emit
    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.plan import Plan


@dataclass(frozen=True)
class Deploy:
    """A module to act on.

    Attributes:
        path: the plan's file.
        plan: the plan.
        module: the module.
        redactor: what knows the secrets.
        log: the module's log.
    """

    path: Path
    plan: Plan
    module: Module
    redactor: Redactor
    log: TolerantLog


@dataclass(frozen=True)
class Ended:
    """How acting on a module ended.

    Attributes:
        code: the exit code.
        failure: why it failed, None if it did not.
        is_sick: whether a service does not become or stay healthy, so that an earlier one may be better.
    """

    code: int = 0
    failure: str | None = None
    is_sick: bool = False


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
    cancelled = orphans.cancelled(paths.cancelled_runs_folder(plan.context, module), os.getsid(0))
    parent_watch.hold(cancelled)
    redactor = Redactor()
    redactor.learn(configuration.known_secrets(plan.context, module))
    emit = emitter(int(argv[2]), module.name, redactor)
    # The runner has connected the standard output to the module's log.
    with redact_output(redactor):
        return _told(Deploy(path, plan, module, redactor, update_plan.Discreet(sys.stdout)), cancelled, emit)


def _told(deploy: Deploy, cancelled: Path, emit: Emit) -> int:
    """Act, tell how it ended, and return the exit code."""
    plan, module = deploy.plan, deploy.module
    story = Drift(emit) if plan.action == "refresh" else Story(emit, preview=plan.action == "preview")
    try:
        with module_lock.alone(plan, module, cancelled, emit):
            ended = _recorded(deploy, story)
            if ended.is_sick and plan.environment.auto_rollback:
                ended = dataclasses.replace(ended, failure=f"{ended.failure}{_rolled_back(deploy, emit)}")
    except (UserError, FailedError) as error:
        ended = Ended(2 if isinstance(error, UserError) else 1, str(error))
    if ended.failure is None:
        if plan.action == "up" and not story.steps:
            emit("note", "no change")
        emit("done", _result(plan, story), url=story.outputs.get("url", ""), changes=story.steps)
    else:
        shown = paths.deploy_log(plan.context, module).relative_to(plan.root)
        emit("failed", f"failed  {ended.failure}", cause=ended.failure, log=str(shown))
    return ended.code


def _recorded(deploy: Deploy, story: Story) -> Ended:
    """Act, and leave a record of what changes something."""
    plan, module = deploy.plan, deploy.module
    entry = change_detection.begin_record(plan, module, deploy.path) if plan.action in {"up", "destroy"} else None
    ended = _attempted(deploy, story)
    if ended.failure is None and plan.action == "up":
        wrong = smoke_check.find_fault(plan.context, module, story.outputs)
        if wrong:
            advice = "Look at --logs, fix it, then deploy again."
            ended = Ended(1, f"smoke test failed: {wrong}.\n{advice}", is_sick=True)
    if entry:
        # A secret may stand in an error, or in an output that its program does not call secret.
        said = None if ended.failure is None else deploy.redactor.text(ended.failure)
        entry.close(said, deploy.redactor.data(story.outputs), story.steps)
    return ended


def _rolled_back(deploy: Deploy, emit: Emit) -> str:
    """Bring the last good artifacts back, and say how that went."""
    try:
        good = sources.restored(deploy.plan, deploy.module)
    except UserError as error:
        return f"\nNothing was brought back: {error.first_line}"
    emit("note", f"rolls back to {good.restores}", restores=good.restores)
    failure = _recorded(dataclasses.replace(deploy, module=good), Story(emit, preview=False)).failure
    return f"\nBringing {good.restores} back failed too: {failure}" if failure else f"\nBack is {good.restores}."


def _attempted(deploy: Deploy, story: Story) -> Ended:
    """Act; whatever fails is worded, and a traceback goes to the log."""
    plan, module = deploy.plan, deploy.module
    hint = f"\nThe whole log: {paths.deploy_log(plan.context, module).relative_to(plan.root)}"
    try:
        _act(deploy, story)
    except UserError as error:
        return Ended(2, str(error))
    except (FailedError, automation.CommandError) as error:
        better = encryption.explain_decryption_failure(plan.context, module, str(error))
        if better:
            return Ended(2, str(better))
        said = _failure(deploy, story, error, hint)
        return Ended(1, said, is_sick=plan.action == "up" and health.is_fault(said))
    except Exception as error:  # noqa: BLE001 - a traceback is for the log
        deploy.log.write(traceback.format_exc())
        return Ended(1, f"{type(error).__name__}: {error}{hint}")
    return Ended()


def _failure(deploy: Deploy, story: Story, error: Exception, hint: str) -> str:
    """Why it failed, in the best words that there are."""
    if isinstance(error, FailedError):
        return str(error)
    deploy.log.write(f"{error}\n")
    said = story.causes[0] if story.causes else summarize_pulumi_failure(str(error))
    return update_plan.otherwise(story.causes) or said + hint


def _act(deploy: Deploy, story: Story) -> None:
    plan, module = deploy.plan, deploy.module
    if plan.action == "up":
        artifacts.store_artifacts(plan.context, module, story.emit)
    stack = stacks.of(plan, module, deploy.log, story, deploy.redactor)
    if stack is None:
        return
    kept = store.state_store(plan.context)
    if kept:
        backend_locks.clear(kept, paths.lock_folder(plan.context, module.name), story.emit, unlock=plan.unlock)
    with update_plan.steps(plan, module) as steps:
        try:
            _drive(deploy, stack, story, steps)
        except automation.ConcurrentUpdateError as error:
            backend_locks.check_message(str(error), story.emit, unlock=plan.unlock)
            stack.cancel()
            _drive(deploy, stack, story, steps)


def _drive(deploy: Deploy, stack: stacks.Stack, story: Story, steps: str | None) -> None:
    plan, log = deploy.plan, deploy.log
    # What runs on this machine may have ended since; a cloud is asked by those who want to know.
    refresh = plan.environment.platform == "local"

    def write(text: str) -> None:
        log.write(f"{text}\n")

    if plan.action == "preview":
        said: list[str] = []

        def keep(text: str) -> None:
            said.append(text)
            write(text)

        stack.preview(diff=True, on_event=story.hear, on_output=keep, on_error=write, refresh=refresh, plan=steps)
        if story.steps:
            story.emit("diff", "\n".join(("diff", *preview.difference(said))))
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
