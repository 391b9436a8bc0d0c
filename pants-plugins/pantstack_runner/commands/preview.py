"""`--preview`: what a deploy would change, and `--plan-out`, which keeps that."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from pantstack_runner.commands import deployment
from pantstack_runner.config import encryption
from pantstack_runner.console.text import format_count
from pantstack_runner.contract.requests import PreviewRequest
from pantstack_runner.execution import saved_plan, workspace_lock
from pantstack_runner.execution.action import ModuleAction
from pantstack_runner.pulumi import preview, update_plan
from pantstack_runner.pulumi.engine_events import UpdateProgress

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.console.run_events import Emit
    from pantstack_runner.contract.context import Context
    from pantstack_runner.execution.action import ModuleContext
    from pantstack_runner.pulumi.stacks import Stack


def run(path: Path, context: Context, request: PreviewRequest) -> int:
    """Show what a deploy would change, and return the exit code."""
    encryption.check(context, os.environ, request.modules)
    with workspace_lock.shared(context):
        whole = deployment.with_artifacts(context, request)
        if whole is not request:
            path = deployment.write_plan(path, context, whole)
        deployment.check_programs(context, whole)
        code = deployment.run(path, context, whole)
        if whole.plan_out and code == 0:
            saved_plan.save(context, whole)
            deployment.for_people(whole).write(f"plan  {whole.plan_out}\n")
        return code


class _Preview(ModuleAction):
    """Shows what a deploy of a module would change."""

    def progress(self, emit: Emit) -> UpdateProgress:
        """Return what reports steps that would be taken."""
        return UpdateProgress(emit, preview=True)

    def update(self, on: ModuleContext, stack: Stack, progress: UpdateProgress) -> None:
        """Have Pulumi preview, and emit what it prints about differences."""
        lines: list[str] = []

        def keep(text: str) -> None:
            lines.append(text)
            on.log_line(text)

        keeps = isinstance(on.request, PreviewRequest) and on.request.plan_out
        stack.preview(
            diff=True,
            on_event=progress.hear,
            on_output=keep,
            on_error=on.log_line,
            refresh=on.context.environment.traits.refreshes,
            plan=update_plan.prepare_steps(on.context, on.module) if keeps else None,
        )
        if keeps and update_plan.drop_clear_steps(on.context, on.module, on.redactor):
            progress.emit("note", "gives a secret in the clear, so the steps are not kept; --plan checks all else")
        if progress.steps:
            progress.emit("diff", "\n".join(("diff", *preview.difference(lines))))

    def result(self, progress: UpdateProgress) -> str:
        """Return how much would change."""
        return f"preview  {format_count(progress.steps, 'change')}"


ACTION: Final = _Preview()
