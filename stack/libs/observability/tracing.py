"""Traces: FastAPI's own OpenTelemetry, and what it leaves to a service."""

import asyncio
import os
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, ClassVar, Final

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from opentelemetry import context as contexts
from opentelemetry.trace import NonRecordingSpan, get_current_span, set_span_in_context

from stack.libs.common import HttpServiceSettings
from stack.libs.web import Exchange, Feature, Place, add_feature

from .propagation import callers_span, choose_headers
from .sampling import UNSAMPLED, Head, UnrecordedSpan

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

_FLUSH_SECONDS: Final = 5.0
_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")


_providers: dict[str, "TracerProvider"] = {}


def telemetry(settings: HttpServiceSettings, service: str, exporter: "SpanExporter | None" = None) -> TelemetryConfig:
    """Return what `FastAPI(telemetry=...)` takes: a span for each request that is sampled, nothing for the others.

    Nothing is recorded unless OTEL_EXPORTER_OTLP_ENDPOINT says where to send it. Spans of dependencies, endpoint and
    serialization are left out, as they take as long as the rest: `telemetry={**telemetry(...), "operation_spans":
    True}` has them.

    Args:
        service: its name in traces, unless OTEL_SERVICE_NAME has another.
        exporter: where spans go instead.
    """
    config: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
    provider = _provider(settings, service, exporter)
    if provider is None:
        return config
    return {
        **config,
        "tracing": True,
        "tracer_provider": provider,
        "operation_spans": False,
        "exclude": Head(settings.trace_ratio).excludes,
    }


def add_tracing(app: FastAPI, settings: HttpServiceSettings, service: str) -> None:
    """Continue the traces of callers, and make spans of what a service calls; see `telemetry` for its own.

    A request's trace is in the log and in the requests that it makes itself, whether spans are exported or not.
    """
    choose_headers()
    provider = _provider(settings, service)
    if provider is not None:
        from .instrumentation import instrument

        instrument(settings, provider)
    add_feature(app, _TraceContext(provider))


def _provider(
    settings: HttpServiceSettings, service: str, exporter: "SpanExporter | None" = None
) -> "TracerProvider | None":
    """A service's provider, one in a process, or None if nothing is exported."""
    if service not in _providers and (exporter is not None or _exports()):
        # Only now: a service that exports nothing does not load the SDK.
        from .provider import create_provider

        # The default is no place where the service runs.
        region = settings.aws_region if "aws_region" in settings.model_fields_set else ""
        _providers[service] = create_provider(service, settings.trace_ratio, exporter, region)
    return _providers.get(service)


def _exports() -> bool:
    return (
        any(os.environ.get(name) for name in _ENDPOINTS)
        and os.environ.get("OTEL_TRACES_EXPORTER") != "none"
        and os.environ.get("OTEL_SDK_DISABLED", "").lower() != "true"
    )


class _TraceContext(Feature):
    """Puts the trace of a request that has no span here into its context, and exports the last spans."""

    place: ClassVar[Place] = Place.TRACING

    def __init__(self, provider: "TracerProvider | None") -> None:
        self._provider = provider

    def begin(self, exchange: Exchange) -> None:
        """Begin the trace of a request."""
        span = exchange.scope.get(UNSAMPLED)
        if span is None:
            if get_current_span().is_recording():
                return
            caller = callers_span(exchange.scope)
            if caller is None:
                return
            span = NonRecordingSpan(caller)
        elif type(span) is UnrecordedSpan:
            exchange.trace = span.ids
        token = contexts.attach(set_span_in_context(span))
        exchange.ends.append(lambda _: contexts.detach(token))

    begin_websocket = begin

    async def close(self) -> None:
        """Export what is left."""
        if self._provider is not None:
            await _flush(self._provider)


async def _flush(provider: "TracerProvider") -> None:
    """Export what is left, for a few seconds at most: the SDK itself waits for a collector as long as it takes."""
    loop, done = asyncio.get_running_loop(), asyncio.Event()

    def flush() -> None:
        provider.force_flush()
        with suppress(RuntimeError):  # nobody waits any more, and the event loop is closed
            loop.call_soon_threadsafe(done.set)

    # A thread that the end of the process does not wait for.
    Thread(target=flush, name="flush-traces", daemon=True).start()
    try:
        await asyncio.wait_for(done.wait(), _FLUSH_SECONDS)
    except TimeoutError:
        return
