"""What is done with one module, in its own process: what all actions have in common."""

from __future__ import annotations

import dataclasses
import traceback
from typing import TYPE_CHECKING

from pulumi import automation

from pantstack_runner.base.errors import FailedError, UserError
from pantstack_runner.config import encryption
from pantstack_runner.console.text import summarize_pulumi_failure
from pantstack_runner.execution import module_lock
from pantstack_runner.execution.action import Outcome
from pantstack_runner.pulumi import backend_locks, stacks, update_plan
from pantstack_runner.storage import paths, store
from pantstack_runtime import health

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.console.run_events import Emit
    from pantstack_runner.execution.action import ModuleAction, ModuleContext
    from pantstack_runner.pulumi.engine_events import UpdateProgress


def run(on: ModuleContext, action: ModuleAction, cancelled: Path, emit: Emit) -> int:
    """Act on a module, emit how that ended, and return the exit code; the file `cancelled` ends a wait."""
    progress = action.progress(emit)
    try:
        with module_lock.exclusive(on.context, on.module, cancelled, emit):
            outcome = action.recover(
                on,
                _act(on, action, progress),
                emit,
                lambda module: _act(dataclasses.replace(on, module=module), action, action.progress(emit)),
            )
    except (UserError, FailedError) as error:
        outcome = Outcome(2 if isinstance(error, UserError) else 1, str(error))
    if outcome.failure is None:
        emit("done", action.result(progress), url=progress.outputs.get("url", ""), changes=progress.steps)
    else:
        log = str(paths.deploy_log(on.context, on.module.name).relative_to(on.context.root))
        emit("failed", f"failed  {outcome.failure}", cause=outcome.failure, log=log)
    return outcome.code


def _act(on: ModuleContext, action: ModuleAction, progress: UpdateProgress) -> Outcome:
    """Act on a module, and leave a record of what changes something."""
    record = action.begin_record(on)
    outcome = _attempt(on, action, progress)
    if outcome.failure is None:
        outcome = action.verify(on, progress)
    if record:
        # A secret may be in an error, or in an output that its program does not declare as a secret.
        failure = None if outcome.failure is None else on.redactor.text(outcome.failure)
        record.close(failure, on.redactor.data(progress.outputs), progress.steps)
    return outcome


def _attempt(on: ModuleContext, action: ModuleAction, progress: UpdateProgress) -> Outcome:
    """Act; every failure becomes an outcome, and a traceback goes to the log."""
    hint = f"\nThe whole log: {paths.deploy_log(on.context, on.module.name).relative_to(on.context.root)}"
    try:
        _update_stack(on, action, progress)
    except UserError as error:
        return Outcome(2, str(error))
    except (FailedError, automation.CommandError) as error:
        better = encryption.explain_decryption_failure(on.context, on.module, str(error))
        if better:
            return Outcome(2, str(better))
        failure = _explain(on, progress, error, hint)
        return Outcome(1, failure, unhealthy=health.is_fault(failure))
    except Exception as error:  # noqa: BLE001 - a traceback is for the log
        on.log.write(traceback.format_exc())
        return Outcome(1, f"{type(error).__name__}: {error}{hint}")
    return Outcome()


def _explain(on: ModuleContext, progress: UpdateProgress, error: Exception, hint: str) -> str:
    """Return why it failed, as well as that is known."""
    if isinstance(error, FailedError):
        return str(error)
    on.log_line(str(error))
    cause = progress.causes[0] if progress.causes else summarize_pulumi_failure(str(error))
    return update_plan.explain_deviation(progress.causes) or cause + hint


def _update_stack(on: ModuleContext, action: ModuleAction, progress: UpdateProgress) -> None:
    action.prepare(on, progress.emit)
    stack = stacks.open_stack(on.context, on.request, on.module, on.log, progress, on.redactor)
    if stack is None:
        return
    states, unlock = store.state_store(on.context), on.request.unlock
    if states:
        backend_locks.clear(states, paths.lock_folder(on.context, on.module.name), progress.emit, unlock=unlock)
    try:
        action.update(on, stack, progress)
    except automation.ConcurrentUpdateError as error:
        backend_locks.check_message(str(error), progress.emit, unlock=unlock)
        stack.cancel()
        action.update(on, stack, progress)
