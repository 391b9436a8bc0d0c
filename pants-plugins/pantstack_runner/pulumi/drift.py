"""Drift: what is not as it was deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pantstack_runner.pulumi.engine_events import UpdateProgress, resource_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi.automation import EngineEvent

    from pantstack_runner.console.run_events import Emit

# How a refresh of a resource ended, and what that means.
_DRIFTS: Final[Mapping[str, str]] = {"update": "differs", "delete": "is gone"}


class Drift(UpdateProgress):
    """The events of a refresh of one module; `steps` counts those that are not as they were."""

    def __init__(self, emit: Emit) -> None:
        """Count what differs, without steps of its own."""
        super().__init__(emit, preview=True)

    def hear(self, event: EngineEvent) -> None:
        """Take in an event of the engine."""
        if event.res_outputs_event:
            self._refreshed(event.res_outputs_event.metadata)
        elif not event.resource_pre_event:
            super().hear(event)

    def _refreshed(self, data: Any) -> None:  # noqa: ANN401 - the SDK exports no name for it
        word = _DRIFTS.get(str(getattr(data.op, "value", data.op)))
        state = data.old or data.new
        if word is None or state is None or not state.custom:
            return
        self.steps += 1
        name = resource_name(data.urn)
        self.emit("drift", f"drift  {name} {word}", action=word, resource=name, type=data.type)
