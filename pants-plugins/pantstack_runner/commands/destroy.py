"""`--destroy`: modules are taken down."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from pantstack_runner.base.errors import UserError
from pantstack_runner.commands import deployment
from pantstack_runner.config import encryption
from pantstack_runner.console import confirmation
from pantstack_runner.execution import change_detection, workspace_lock
from pantstack_runner.execution.action import ModuleAction, Outcome
from pantstack_runner.health import forgotten
from pantstack_runner.records import dependents, foundation, records

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.requests import DestroyRequest
    from pantstack_runner.execution.action import ModuleContext
    from pantstack_runner.pulumi.engine_events import UpdateProgress
    from pantstack_runner.pulumi.stacks import Stack


def run(path: Path, context: Context, request: DestroyRequest) -> int:
    """Take modules down, and return the exit code."""
    encryption.check(context, os.environ)
    with workspace_lock.shared(context):
        _check_removed(context, request)
        foundation.check_destroy(context, {module.name for module in request.modules})
        if not request.force:
            dependents.check_destroy(context, request.dependents)
        confirmation.confirm(context, request)
        return deployment.run(path, context, request)


def _check_removed(context: Context, request: DestroyRequest) -> None:
    """Refuse a module that is not in the repository, and of which nothing was ever deployed.

    Raises:
        UserError: if there is one.
    """
    recorded = records.recorded_modules(context) if request.removed else ()
    for name, remedy in request.removed.items():
        if name not in recorded and not forgotten.find_forgotten(context, name):
            place = request.module(name).path
            raise UserError(
                f"{place}: there is no such module, nor was there one in {context.environment.name}.", remedy
            )


class _Destroy(ModuleAction):
    """Takes a module down."""

    def begin_record(self, on: ModuleContext) -> change_detection.OpenRecord:
        """Begin the record of the destroy."""
        return change_detection.begin_record(on.context, on.request, on.module, on.plan_file)

    def update(self, on: ModuleContext, stack: Stack, progress: UpdateProgress) -> None:
        """Have Pulumi remove all resources."""
        stack.destroy(on_event=progress.hear, on_output=on.log_line, on_error=on.log_line)

    def verify(self, on: ModuleContext, progress: UpdateProgress) -> Outcome:
        """End what runs of the module though its state did not know it."""
        if not on.context.environment.traits.on_this_machine:
            return Outcome()
        for service in forgotten.find_forgotten(on.context, on.module.name):
            failure = service.end()
            if failure:
                return Outcome(1, failure)
            progress.steps += 1
            progress.emit("note", f"ended {service.title}, of which its state knew nothing")
        return Outcome()

    def result(self, progress: UpdateProgress) -> str:
        """Return whether there was anything to take down."""
        return "down" if progress.steps else "down  it was not up"


ACTION: Final = _Destroy()
