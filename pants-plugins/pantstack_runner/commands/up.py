"""`./pants deploy`: modules are brought up."""

from __future__ import annotations

import dataclasses
import os
from typing import TYPE_CHECKING, Final

from pantstack_runner.artifacts import artifacts
from pantstack_runner.base.errors import UserError
from pantstack_runner.commands import deployment
from pantstack_runner.config import encryption
from pantstack_runner.console import confirmation
from pantstack_runner.contract.requests import UpRequest
from pantstack_runner.execution import change_detection, rollback, saved_plan, workspace_lock
from pantstack_runner.execution.action import ModuleAction, Outcome
from pantstack_runner.health import liveness, smoke_check
from pantstack_runner.pulumi import update_plan
from pantstack_runner.records import gates, records

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pantstack_runner.console.run_events import Emit
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module
    from pantstack_runner.execution.action import ModuleContext
    from pantstack_runner.pulumi.engine_events import UpdateProgress
    from pantstack_runner.pulumi.stacks import Stack

# What the providers of this machine's services look at.
_RESTART: Final = "PANTSTACK_RESTART"


def run(path: Path, context: Context, request: UpRequest) -> int:
    """Bring modules up, and return the exit code."""
    encryption.check(context, os.environ, request.modules)
    with workspace_lock.shared(context):
        path, context, request = resolve(path, context, request)
        deployment.check_programs(context, request)
        confirmation.confirm(context, request)
        return deployment.run(path, context, request)


def resolve(path: Path, context: Context, request: UpRequest) -> tuple[Path, Context, UpRequest]:
    """Return plan file, context and request with all that the request only points at.

    Raises:
        UserError: if what it points at is not there, or is not what it was.
        FailedError: if the file cannot be written.
        GatesWantedError: if gates are to be judged first.
    """
    tree = context
    if request.saved_plan:
        context, whole = saved_plan.apply(context, request)
    else:
        whole = deployment.with_artifacts(context, request)
    if whole is request:
        return path, context, request
    modules = gates.resolve_gates(tree, request.gates, context, whole.modules)
    whole = whole.model_copy(update={"modules": modules})
    return deployment.write_plan(path, context, whole), context, whole


class _Up(ModuleAction):
    """Brings a module up."""

    def prepare(self, on: ModuleContext, emit: Emit) -> None:
        """Keep the artifacts where other clones find them."""
        artifacts.store_artifacts(on.context, on.module, emit)

    def begin_record(self, on: ModuleContext) -> change_detection.OpenRecord:
        """Begin the record of the deploy."""
        return change_detection.begin_record(on.context, on.request, on.module, on.plan_file)

    def update(self, on: ModuleContext, stack: Stack, progress: UpdateProgress) -> None:
        """Have Pulumi deploy, held to the steps of the preview if there was one."""
        # What runs on this machine may have ended since; of a cloud only --refresh asks.
        refresh = on.context.environment.traits.refreshes
        if isinstance(on.request, UpRequest) and on.request.restart:
            os.environ[_RESTART] = "1"
        with update_plan.expected_steps(on.context, on.module) as steps:
            stack.up(on_event=progress.hear, on_output=on.log_line, on_error=on.log_line, refresh=refresh, plan=steps)

    def verify(self, on: ModuleContext, progress: UpdateProgress) -> Outcome:
        """Run the smoke test."""
        fault = smoke_check.find_fault(on.context, on.module, progress.outputs)
        if not fault:
            return Outcome()
        return Outcome(1, f"smoke test failed: {fault}.\nLook at --logs, fix it, then deploy again.", unhealthy=True)

    def recover(self, on: ModuleContext, outcome: Outcome, emit: Emit, again: Callable[[Module], Outcome]) -> Outcome:
        """Bring the last good artifacts back, unless they still run, or the environment does not want that."""
        if not outcome.unhealthy:
            return outcome
        running = _still_running(on)
        if running:
            return dataclasses.replace(outcome, failure=f"{outcome.failure}\nStill running is {running}.")
        if not on.context.environment.auto_rollback:
            return outcome
        os.environ.pop(_RESTART, None)
        return dataclasses.replace(outcome, failure=f"{outcome.failure}{_roll_back(on, emit, again)}")

    def result(self, progress: UpdateProgress) -> str:
        """Return the module's address."""
        if not progress.steps:
            progress.emit("note", "no change")
        return f"up  {progress.outputs.get('url', '')}".rstrip()


def _still_running(on: ModuleContext) -> str:
    """Return the name of the last good deploy if what it started runs on this machine, "" if it does not."""
    if not on.context.environment.traits.on_this_machine:
        return ""
    history = records.read_records(on.context, on.module.name).records
    good = next((record for record in rollback.since_destroy(history) if record.is_good), None)
    if good is None or liveness.liveness_of_record(on.context, good) != "up":
        return ""
    before = on.module.model_copy(update={"artifacts": good.artifacts})
    return "" if smoke_check.find_fault(on.context, before, good.outputs) else good.name


def _roll_back(on: ModuleContext, emit: Emit, again: Callable[[Module], Outcome]) -> str:
    history = records.read_records(on.context, on.module.name)
    if not history.problems and not any(record.is_good for record in history.records):
        # Nobody expects that of the first deploy.
        return ""
    try:
        good = rollback.restore(on.context, on.module)
    except UserError as error:
        return f"\nNothing was brought back: {error.first_line}"
    emit("note", f"rolls back to {good.restores}", restores=good.restores)
    failure = again(good).failure
    return f"\nBringing {good.restores} back failed too: {failure}" if failure else f"\nBack is {good.restores}."


ACTION: Final = _Up()
