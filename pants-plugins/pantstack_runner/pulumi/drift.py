"""What is not as it was deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pantstack_runner.pulumi.engine_events import UpdateProgress, name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi.automation import EngineEvent

    from pantstack_runner.console.run_events import Emit

# How a look at a resource ended, and what that means.
_FOUND: Final[Mapping[str, str]] = {"update": "differs", "delete": "is gone"}


class Drift(UpdateProgress):
    """The events of a look at one module's resources; `steps` counts those that are not as they were."""

    def __init__(self, emit: Emit) -> None:
        """Count what differs, without steps of its own.

        Args:
            emit: receives each resource that is not as it was.
        """
        super().__init__(emit, preview=True)

    def hear(self, event: EngineEvent) -> None:
        """Take in an event of the engine."""
        if event.res_outputs_event:
            self._look(event.res_outputs_event.metadata)
        elif not event.resource_pre_event:
            super().hear(event)

    def _look(self, data: Any) -> None:  # noqa: ANN401 - the SDK exports no name for it
        word = _FOUND.get(str(getattr(data.op, "value", data.op)))
        state = data.old or data.new
        if word is None or state is None or not state.custom:
            return
        self.steps += 1
        name = name_of(data.urn)
        self.emit("drift", f"drift  {name} {word}", action=word, resource=name, type=data.type)
