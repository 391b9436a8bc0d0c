"""What an action is to the process of a module."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pantstack_runner.pulumi.engine_events import UpdateProgress

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pantstack_runner.console.console import TolerantLog
    from pantstack_runner.console.redaction import Redactor
    from pantstack_runner.console.run_events import Emit
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.requests import DeployRequest
    from pantstack_runner.execution.change_detection import OpenRecord
    from pantstack_runner.pulumi.stacks import Stack


@dataclass(frozen=True)
class ModuleContext:
    """A module to act on."""

    plan_file: Path
    context: Context
    request: DeployRequest
    module: Module
    redactor: Redactor
    log: TolerantLog

    def log_line(self, text: str) -> None:
        """Write a line to the log."""
        self.log.write(f"{text}\n")


@dataclass(frozen=True)
class Outcome:
    """How acting on a module ended.

    Attributes:
        failure: why it failed, None if it did not.
        unhealthy: whether a service does not become or stay healthy, so that an earlier one may be better.
    """

    code: int = 0
    failure: str | None = None
    unhealthy: bool = False


class ModuleAction(ABC):
    """What an action does with one module; one subclass per deploy action, in the action's file in `commands/`."""

    def progress(self, emit: Emit) -> UpdateProgress:
        """Return what takes in the events of Pulumi's engine."""
        return UpdateProgress(emit, preview=False)

    def prepare(self, on: ModuleContext, emit: Emit) -> None:  # noqa: B027 - most need nothing
        """Do what has to be done before the module's stack is opened."""

    @abstractmethod
    def update(self, on: ModuleContext, stack: Stack, progress: UpdateProgress) -> None:
        """Have Pulumi act on the module's stack."""

    def begin_record(self, on: ModuleContext) -> OpenRecord | None:  # noqa: ARG002 - for those that do
        """Begin the record of what changes something."""
        return None

    def verify(self, on: ModuleContext, progress: UpdateProgress) -> Outcome:  # noqa: ARG002 - for those that do
        """Look whether what Pulumi did has the desired effect."""
        return Outcome()

    def recover(
        self,
        on: ModuleContext,  # noqa: ARG002 - for those that do
        outcome: Outcome,
        emit: Emit,  # noqa: ARG002
        again: Callable[[Module], Outcome],  # noqa: ARG002
    ) -> Outcome:
        """Do what can be done about an outcome; `again` acts on the module once more, as it is given."""
        return outcome

    @abstractmethod
    def result(self, progress: UpdateProgress) -> str:
        """Return how it went, for people."""
