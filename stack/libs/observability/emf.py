"""Metrics as CloudWatch reads them from the log: its Embedded Metric Format."""

import json
import sys
import time
from collections.abc import Callable
from typing import Any, Final

_NAMESPACE: Final = "Pantstack"
_DIMENSIONS: Final = [["Service"], ["Service", "Method", "Path"]]
_METRICS: Final = [
    {"Name": "Requests", "Unit": "Count"},
    {"Name": "ClientErrors", "Unit": "Count"},
    {"Name": "ServerErrors", "Unit": "Count"},
    {"Name": "Duration", "Unit": "Milliseconds"},
]
# CloudWatch reads at most so many values of a metric in a line.
_MOST_VALUES: Final = 100
_SECONDS: Final = 10.0


class EmfRecorder:
    """Collects requests and writes a line for those alike, at the latest with the first request after ten seconds.

    A line a request would cost more than the requests.
    """

    def __init__(self, service: str, clock: Callable[[], float] = time.time) -> None:
        """Begin with none."""
        self._service = service
        self._clock = clock
        self._written = clock()
        self._durations: dict[tuple[str, str, int], list[float]] = {}

    def begin(self) -> None:
        """Nothing is to be counted yet."""

    def end(self, method: str, path: str, status: int, seconds: float) -> None:
        """Collect a request that has ended."""
        key = (method, path, status)
        durations = self._durations.setdefault(key, [])
        durations.append(round(seconds * 1000, 3))
        now = self._clock()
        if now - self._written >= _SECONDS:
            self.close()
        elif len(durations) == _MOST_VALUES:
            _write(self._line(now, *key, self._durations.pop(key)))

    def close(self) -> None:
        """Write what is not written yet."""
        now = self._written = self._clock()
        durations, self._durations = self._durations, {}
        for key, values in durations.items():
            _write(self._line(now, *key, values))

    def _line(self, now: float, method: str, path: str, status: int, durations: list[float]) -> dict[str, Any]:
        count = len(durations)
        metrics = {"Namespace": _NAMESPACE, "Dimensions": _DIMENSIONS, "Metrics": _METRICS}
        return {
            "_aws": {"Timestamp": int(now * 1000), "CloudWatchMetrics": [metrics]},
            "Service": self._service,
            "Method": method,
            "Path": path,
            "Status": status,
            "Requests": count,
            "ClientErrors": count if 400 <= status < 500 else 0,  # noqa: PLR2004 - as HTTP has it
            "ServerErrors": count if status >= 500 else 0,  # noqa: PLR2004 - as HTTP has it
            "Duration": durations,
        }


def _write(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
