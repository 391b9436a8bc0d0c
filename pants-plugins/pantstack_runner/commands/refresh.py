"""`--refresh`: what is not as it was deployed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from pantstack_runner.commands import deployment
from pantstack_runner.config import encryption
from pantstack_runner.console.text import format_count
from pantstack_runner.execution import workspace_lock
from pantstack_runner.execution.action import ModuleAction
from pantstack_runner.pulumi.engine_events import Drift

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.console.run_events import Emit
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.requests import RefreshRequest
    from pantstack_runner.execution.action import ModuleContext
    from pantstack_runner.pulumi.engine_events import UpdateProgress
    from pantstack_runner.pulumi.stacks import Stack


def run(path: Path, context: Context, request: RefreshRequest) -> int:
    """Look for drift, and return the exit code."""
    encryption.check(context, os.environ)
    with workspace_lock.shared(context):
        return deployment.run(path, context, request)


class _Refresh(ModuleAction):
    """Looks at the resources of a module."""

    def progress(self, emit: Emit) -> UpdateProgress:
        """Return what counts drifts."""
        return Drift(emit, preview=True)

    def prepare(self, on: ModuleContext, emit: Emit) -> None:  # noqa: ARG002 - as all actions
        """Let Pulumi only look: it refuses a "yes" to that."""
        os.environ.pop("PULUMI_SKIP_CONFIRMATIONS", None)

    def update(self, on: ModuleContext, stack: Stack, progress: UpdateProgress) -> None:
        """Have Pulumi compare the resources with the state."""
        stack.preview_refresh(on_event=progress.hear, on_output=on.log_line, on_error=on.log_line)

    def result(self, progress: UpdateProgress) -> str:
        """Return how much drifted."""
        return f"refresh  {format_count(progress.steps, 'drift')}"


ACTION: Final = _Refresh()
