"""A look at resources, from the events of Pulumi's engine."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from pulumi.automation import OpType

from pantstack_runner.pulumi.engine_events import Drift


def _event(**fields: Any) -> Any:  # noqa: ANN401 - the SDK's own classes take a dozen fields
    return SimpleNamespace(
        **{"resource_pre_event": None, "res_outputs_event": None, "diagnostic_event": None, **fields}
    )


def _looked(name: str, op: OpType, *, custom: bool = True) -> Any:  # noqa: ANN401 - see above
    state = SimpleNamespace(custom=custom)
    kind = "pulumi-python:dynamic/pantstack:Process"
    urn = f"urn:pulumi:test::orders::{kind}::{name}"
    new = None if op == OpType.DELETE else state
    metadata = SimpleNamespace(op=op, urn=urn, type=kind, old=state, new=new)
    return _event(res_outputs_event=SimpleNamespace(metadata=metadata))


def test_drift() -> None:
    """What is gone or differs is reported and counted; what is the same, and components, are not."""
    emitted: list[tuple[str, str, dict[str, object]]] = []
    story = Drift(lambda event, text, **data: emitted.append((event, text, data)), preview=True)

    story.hear(_event(resource_pre_event=SimpleNamespace(metadata=None)))
    story.hear(_looked("same", OpType.SAME))
    story.hear(_looked("gone", OpType.DELETE))
    story.hear(_looked("other", OpType.UPDATE))
    story.hear(_looked("component", OpType.UPDATE, custom=False))

    kind = "pulumi-python:dynamic/pantstack:Process"
    assert story.steps == 2
    assert emitted == [
        ("drift", "drift  gone is gone", {"action": "is gone", "resource": "gone", "type": kind}),
        ("drift", "drift  other differs", {"action": "differs", "resource": "other", "type": kind}),
    ]


def test_errors() -> None:
    """What goes wrong is heard as in any run."""
    story = Drift(lambda *_, **__: None, preview=True)

    story.hear(_event(diagnostic_event=SimpleNamespace(severity="error", message="no answer", urn="")))

    assert story.causes == ["no answer"]
