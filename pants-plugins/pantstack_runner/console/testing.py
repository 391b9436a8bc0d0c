"""What tests give to code that emits events."""

from __future__ import annotations

from typing import Any


class RecordedEvents(list[tuple[str, str, dict[str, Any]]]):
    """Keeps every event that is emitted."""

    def __call__(self, event: str, text: str, **data: Any) -> None:  # noqa: ANN401 - JSON
        """Keep an event."""
        self.append((event, text, data))
