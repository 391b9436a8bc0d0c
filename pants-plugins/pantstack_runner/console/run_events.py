"""Events as JSON lines: how modules' processes report to the runner, and what `--events` writes.

A line is an object with `version`, `time`, `event` and, except for the run as a whole, `module` and `text`, the words
for people. Events of the run are "started" and "finished"; those of a module "begin", "note", "step", "drift" and
"diff", then one of "done", "failed" and "skipped". What else a line has depends on its event.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pantstack_runner.console.redaction import Redactor

VERSION: Final = 1
EventKind = Literal["started", "finished", "begin", "note", "step", "drift", "diff", "done", "failed", "skipped"]


@dataclass(frozen=True)
class RunEvent:
    """An event of a run.

    Attributes:
        module: the module's name, empty for the run as a whole.
        text: for people; empty where there is nothing to say.
        data: what else is known, as JSON has it.
    """

    event: EventKind
    module: str = ""
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    time: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="milliseconds"))

    def line(self) -> bytes:
        """Return the event as a line of JSON."""
        of_module = {"module": self.module, "text": self.text} if self.module else {}
        fields = {"version": VERSION, "time": self.time, "event": self.event, **of_module, **self.data}
        return json.dumps(fields).encode() + b"\n"

    @classmethod
    def of(cls, line: bytes) -> RunEvent | None:
        """Parse a line; None if it was cut short."""
        try:
            fields = json.loads(line)
            del fields["version"]
            own = {name: fields.pop(name, "") for name in ("event", "module", "text", "time")}
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
        return cls(**own, data=fields)


class Emit(Protocol):
    """Emits an event of one module."""

    def __call__(self, event: EventKind, text: str, **data: Any) -> None:  # noqa: ANN401 - JSON
        """Emit an event."""


def emitter(descriptor: int, module: str, redactor: Redactor) -> Emit:
    """Return a function by which a module's process emits events to the runner; if that has ended, they are dropped."""
    lock = threading.Lock()

    def emit(event: EventKind, text: str, **data: Any) -> None:  # noqa: ANN401 - JSON
        rest = RunEvent(event, module, redactor.text(text), redactor.data(data)).line()
        with lock, contextlib.suppress(OSError):
            while rest:
                rest = rest[os.write(descriptor, rest) :]

    return emit
