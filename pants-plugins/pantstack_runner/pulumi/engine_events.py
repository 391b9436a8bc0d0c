"""The events of Pulumi's engine: steps, drift, outputs and the causes of failures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi.automation import EngineEvent
    from pulumi.automation.events import DiagnosticEvent

    from pantstack_runner.console.run_events import Emit

# Words by which Pulumi names a step, and ours; steps that change nothing are not shown.
_NOW: Final[Mapping[str, str]] = {
    "create": "create",
    "update": "update",
    "delete": "delete",
    # The deletion of what is replaced is a step of its own, and not shown.
    "create-replacement": "replace",
}
# How a refresh of a resource ended, and what that means.
_DRIFTS: Final[Mapping[str, str]] = {"update": "differs", "delete": "is gone"}
_COLORS: Final = re.compile(r"<\{%[^%]*%\}>|\x1b\[[0-9;]*m")
_OWN: Final = re.compile(r"^(?:pantstack_runtime|stack\.infra)\.[\w.]+Error: ", re.MULTILINE)
_ANY: Final = re.compile(r"^(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*(?:Error|Exception): ", re.MULTILINE)
# A state names the class of a dynamic provider, which this version may have elsewhere or not at all.
_OTHER_VERSION: Final = re.compile(
    r"dill\.loads\(.*^(?:ModuleNotFoundError: No module named|AttributeError: Can't get attribute) '",
    re.DOTALL | re.MULTILINE,
)
_GRPC: Final = re.compile(r"^(?:rpc error: code = \w+ desc = |Exception calling application: )+")


class UpdateProgress:
    """The events of one module's run; `causes` are the errors, the most specific first."""

    def __init__(self, emit: Emit, *, preview: bool) -> None:
        """Start without steps."""
        self.steps = 0
        self.causes: list[str] = []
        self.outputs: dict[str, Any] = {}
        self.emit = emit
        self._preview = preview

    def hear(self, event: EngineEvent) -> None:
        """Take in an event of the engine."""
        if event.resource_pre_event:
            self._step(event.resource_pre_event.metadata)
        elif event.res_outputs_event:
            data = event.res_outputs_event.metadata
            if data.type == "pulumi:pulumi:Stack" and data.new is not None:
                self.outputs = dict(data.new.outputs or {})
        elif event.diagnostic_event:
            self._diagnosed(event.diagnostic_event)

    def _diagnosed(self, data: DiagnosticEvent) -> None:
        text = extract_cause(data.message)
        if data.severity == "error" and text:
            self.causes.append(_prefixed(data.urn, text))
        # Others are about Pulumi itself, such as where it has its plugins from.
        elif data.severity == "warning" and data.urn and text:
            self.emit("note", f"warning  {text}")

    def _step(self, data: Any) -> None:  # noqa: ANN401 - the SDK exports no name for it
        word = _NOW.get(str(getattr(data.op, "value", data.op)))
        state = data.new or data.old
        if word is None or state is None or not state.custom or data.type.startswith("pulumi:"):
            return
        self.steps += 1
        would = "preview  " if self._preview else ""
        name = resource_name(data.urn)
        self.emit("step", f"{would}{word} {name}", action=word, resource=name, type=data.type, preview=self._preview)


class Drift(UpdateProgress):
    """The events of a refresh of one module; `steps` counts those that are not as they were."""

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


def extract_cause(message: str) -> str:
    """Return the cause in an error message of Pulumi's engine, without traceback and wrappings of remote calls."""
    text = _COLORS.sub("", message).strip()
    if _OTHER_VERSION.search(text):
        return (
            "it was deployed by another version of stack/infra, and this one cannot read its state.\n"
            "Destroy it with the version that deployed it (--destroy), then deploy again."
        )
    for pattern in (_OWN, _ANY):
        matches = list(pattern.finditer(text))
        if "Traceback (most recent call last)" in text and matches:
            return text[matches[-1].end() :].strip()
    return _GRPC.sub("", text)


def resource_name(urn: str) -> str:
    """Return the name of a resource."""
    return urn.rpartition("::")[2]


def _prefixed(urn: str | None, cause: str) -> str:
    return f"{resource_name(urn)}: {cause}" if urn and "pulumi:pulumi:Stack" not in urn else cause
