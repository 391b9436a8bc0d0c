"""Metrics of requests, as Prometheus fetches them or as CloudWatch reads them from the log."""

from typing import ClassVar, Final, Protocol

from fastapi import FastAPI

from stack.libs.common import HttpServiceSettings
from stack.libs.web import Exchange, Feature, Place, add_feature

_METHODS: Final = frozenset({"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"})
_OTHER: Final = "OTHER"
METRICS_PATH: Final = "/metrics"


class Recorder(Protocol):
    """Keeps what is known of requests."""

    def begin(self) -> None:
        """Count a request that begins."""

    def end(self, method: str, path: str, status: int, seconds: float) -> None:
        """Count a request that has ended.

        Args:
            method: a method of HTTP, or `OTHER`.
            path: of its route, never that of the request itself: clients invent those.
        """

    def close(self) -> None:
        """Write what is not written yet."""


def add_metrics(app: FastAPI, settings: HttpServiceSettings, service: str) -> None:
    """Count and time requests by method, path template and status.

    With `metrics` as `prometheus` they are served at `GET /metrics`; as `emf` they are lines on standard output that
    CloudWatch makes metrics of, with the service as a dimension.
    """
    if settings.metrics == "off":
        return
    # Only what is used is loaded.
    recorder: Recorder
    if settings.metrics == "prometheus":
        from .prometheus import PrometheusRecorder

        recorder = prometheus = PrometheusRecorder()
        app.add_api_route(METRICS_PATH, prometheus.respond, include_in_schema=False)
    else:
        from .emf import EmfRecorder

        recorder = EmfRecorder(service)
    add_feature(app, _Metrics(recorder))


class _Metrics(Feature):
    """Measures requests; those for the metrics themselves are left out."""

    place: ClassVar[Place] = Place.METRICS

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def begin(self, exchange: Exchange) -> None:
        """Count a request that begins."""
        if exchange.scope["path"] != METRICS_PATH:
            self._recorder.begin()
            exchange.ends.append(self._end)

    async def close(self) -> None:
        """Write what is not written yet."""
        self._recorder.close()

    def _end(self, exchange: Exchange) -> None:
        method = exchange.scope["method"]
        self._recorder.end(method if method in _METHODS else _OTHER, exchange.path, exchange.status, exchange.seconds)
