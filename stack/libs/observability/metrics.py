"""Metrics of requests, as Prometheus fetches them or as CloudWatch reads them from the log."""

from time import perf_counter
from typing import Final, Protocol

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stack.libs.common import HttpServiceSettings
from stack.libs.web import path_template

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
    app.add_middleware(_Metrics, recorder=recorder)


class _Metrics:
    """Measures requests; those for the metrics themselves are left out."""

    def __init__(self, app: ASGIApp, recorder: Recorder) -> None:
        self._app = app
        self._recorder = recorder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == METRICS_PATH:
            await self._app(scope, receive, send)
            if scope["type"] == "lifespan":
                self._recorder.close()
            return
        status = 500

        async def observe(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._recorder.begin()
        started = perf_counter()
        try:
            await self._app(scope, receive, observe)
        finally:
            seconds = perf_counter() - started
            method = scope["method"] if scope["method"] in _METHODS else _OTHER
            self._recorder.end(method, path_template(scope), status, seconds)
