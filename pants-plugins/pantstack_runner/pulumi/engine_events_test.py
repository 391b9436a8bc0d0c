"""Events of the engine, made short."""

from __future__ import annotations

import traceback
from typing import Any

import dill  # type: ignore[import-untyped]
import pytest
from pulumi.automation import EngineEvent

from pantstack_runner.console.testing import RecordedEvents
from pantstack_runner.pulumi.engine_events import UpdateProgress, extract_cause

URN = "urn:pulumi:local::orders::pulumi-python:dynamic/pantstack:Process::orders-process"


KIND = "pulumi-python:dynamic/pantstack:Process"


def _pre(op: str, *, kind: str = KIND, custom: bool = True) -> EngineEvent:
    state = {"type": kind, "urn": URN, "id": "", "parent": "", "provider": "", "custom": custom}
    data: dict[str, Any] = {"op": op, "urn": URN, "type": kind, "provider": "", "new": state}
    return EngineEvent.from_json({"sequence": 1, "timestamp": 1, "resourcePreEvent": {"metadata": data}})


@pytest.mark.parametrize(
    ("op", "word"),
    [("create", "create"), ("update", "update"), ("delete", "delete"), ("create-replacement", "replace")],
)
def test_steps(op: str, word: str) -> None:
    """A step that changes something is reported, in a preview as well."""
    emitted = RecordedEvents()
    for preview in (False, True):
        UpdateProgress(emitted, preview=preview).hear(_pre(op))

    data = {"action": word, "resource": "orders-process", "type": KIND}
    assert emitted == [
        ("step", f"{word} orders-process", {**data, "preview": False}),
        ("step", f"preview  {word} orders-process", {**data, "preview": True}),
    ]


def _diagnosed(severity: str, urn: str, message: str) -> EngineEvent:
    event = {"message": message, "severity": severity, "urn": urn, "color": "always"}
    return EngineEvent.from_json({"sequence": 1, "timestamp": 1, "diagnosticEvent": event})


def test_warnings() -> None:
    """What a program warns of is reported; what Pulumi warns of itself is not."""
    emitted = RecordedEvents()
    progress = UpdateProgress(emitted, preview=False)

    progress.hear(_diagnosed("warning", URN, "<{%reset%}>orders is left out.\nChoose another.<{%reset%}>\n"))
    progress.hear(_diagnosed("warning", "", "using pulumi-resource-aws from $PATH"))
    progress.hear(_diagnosed("info", URN, "nothing"))

    assert emitted == [("note", "warning  orders is left out.\nChoose another.", {})]
    assert progress.causes == []


@pytest.mark.parametrize(
    "event",
    [
        _pre("same"),
        _pre("delete-replaced"),
        _pre("create", custom=False),
        _pre("create", kind="pulumi:providers:aws"),
    ],
)
def test_no_news(event: EngineEvent) -> None:
    """What changes nothing, or is Pulumi's own bookkeeping, is not reported."""
    emitted = RecordedEvents()
    story = UpdateProgress(emitted, preview=False)
    story.hear(event)

    assert (emitted, story.steps) == ([], 0)


def test_outputs() -> None:
    """The stack's outputs are kept."""
    kind = "pulumi:pulumi:Stack"
    state = {"type": kind, "urn": URN, "id": "", "parent": "", "provider": "", "outputs": {"url": "http://x"}}
    data = {"op": "same", "urn": URN, "type": kind, "provider": "", "new": state}
    story = UpdateProgress(RecordedEvents(), preview=False)

    story.hear(EngineEvent.from_json({"sequence": 1, "timestamp": 1, "resOutputsEvent": {"metadata": data}}))

    assert story.outputs == {"url": "http://x"}


TRACEBACK = """<{%reset%}>Traceback (most recent call last):
  File "/x/providers.py", line 71, in create
    raise ServiceError(fact)
pantstack_runtime.process.ServiceError: orders ended with exit code 1.
The end of its log, /x/orders.log:
  | ValueError: boom
<{%reset%}>
"""


@pytest.mark.parametrize(
    ("message", "cause"),
    [
        (TRACEBACK, "orders ended with exit code 1.\nThe end of its log, /x/orders.log:\n  | ValueError: boom"),
        ("Traceback (most recent call last):\n  File ...\nOSError: disk full", "disk full"),
        ("rpc error: code = Unknown desc = no such bucket", "no such bucket"),
        ("\x1b[31mplain\x1b[0m", "plain"),
    ],
)
def test_shortened(message: str, cause: str) -> None:
    """The cause stands alone: no traceback, no colors, no wrapping."""
    assert extract_cause(message) == cause


@pytest.mark.parametrize(
    ("module", "name"),
    [("stack.infra.processes.providers", "ProcessProvider"), ("pulumi.dynamic", "ProcessProvider")],
    ids=["moved", "renamed"],
)
def test_a_state_of_another_version(module: str, name: str) -> None:
    """A provider that a state refers to, and that is not there any more, is reported with what to do."""
    story = UpdateProgress(RecordedEvents(), preview=False)
    pickled = f"c{module}\n{name}\n.".encode()
    try:
        # As Pulumi does it where it runs the provider.
        dill.loads(pickled)  # noqa: S301 - ours
    except (ImportError, AttributeError):
        message = traceback.format_exc()
    diagnostic = {"message": message, "color": "never", "severity": "error", "urn": URN}

    story.hear(EngineEvent.from_json({"sequence": 1, "timestamp": 1, "diagnosticEvent": diagnostic}))

    assert story.causes == [
        (
            "orders-process: it was deployed by another version of stack/infra, and this one cannot read its state.\n"
            "Destroy it with the version that deployed it (--destroy), then deploy again."
        )
    ]


def test_cause_names_its_resource() -> None:
    """An error of a resource is reported with the resource's name, one of the stack without."""
    story = UpdateProgress(RecordedEvents(), preview=False)
    for urn in (URN, "urn:pulumi:local::orders::pulumi:pulumi:Stack::orders-local"):
        diagnostic = {"message": "no", "color": "never", "severity": "error", "urn": urn}
        story.hear(EngineEvent.from_json({"sequence": 1, "timestamp": 1, "diagnosticEvent": diagnostic}))

    assert story.causes == ["orders-process: no", "no"]
