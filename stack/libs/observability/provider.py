"""The SDK's side of tracing: imported only where spans are exported."""

import os
from collections.abc import Sequence
from typing import Final

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.sampling import Decision, ParentBased, Sampler, SamplingResult, TraceIdRatioBased
from opentelemetry.trace import Link, SpanKind, TraceState
from opentelemetry.util.types import Attributes

from .sampling import DECIDED

# By OpenTelemetry's conventions; the constant of its package is not stable yet.
_REGION: Final = "cloud.region"
_TIMEOUT_VARIABLES: Final = ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT")
# Of a collector beside the service: one that is not there must not hold up the end of the process.
_TIMEOUT_SECONDS: Final = 3.0


def create_provider(
    service: str, ratio: float, exporter: SpanExporter | None = None, region: str = ""
) -> TracerProvider:
    """Create the provider of a service; the first one in a process is that of all libraries as well.

    Args:
        service: its name, unless OTEL_SERVICE_NAME has another.
        ratio: which part of what begins here is recorded.
        exporter: where spans go instead of a collector.
        region: of AWS, "" for none; OTEL_RESOURCE_ATTRIBUTES may have another.
    """
    # The names of attributes that FastAPI has, for what is called as well.
    os.environ.setdefault("OTEL_SEMCONV_STABILITY_OPT_IN", "http,database")
    resource = Resource.create({SERVICE_NAME: os.environ.get("OTEL_SERVICE_NAME") or service})
    if region:
        resource = Resource({_REGION: region}).merge(resource)
    provider = TracerProvider(sampler=ParentBased(_Decided(ratio)), resource=resource)
    provider.add_span_processor(BatchSpanProcessor(exporter or _exporter()))
    if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        trace.set_tracer_provider(provider)
    return provider


def _exporter() -> SpanExporter:
    chosen = any(os.environ.get(name) for name in _TIMEOUT_VARIABLES)
    return OTLPSpanExporter(timeout=None if chosen else _TIMEOUT_SECONDS)


class _Decided(Sampler):
    """Samples what was decided at the head of a request, and its part of what begins elsewhere."""

    def __init__(self, ratio: float) -> None:
        self._ratio = TraceIdRatioBased(ratio)

    def should_sample(  # noqa: PLR0913, PLR0917 - the SDK's own signature
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,
        trace_state: TraceState | None = None,
    ) -> SamplingResult:
        """Answer the SDK."""
        if DECIDED.get():
            DECIDED.set(False)
            return SamplingResult(Decision.RECORD_AND_SAMPLE, attributes, trace_state)
        return self._ratio.should_sample(parent_context, trace_id, name, kind, attributes, links, trace_state)

    def get_description(self) -> str:
        """Name it."""
        return f"Decided({self._ratio.get_description()})"
