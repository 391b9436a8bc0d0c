"""Which trace a request belongs to, by its headers."""

import os
from collections.abc import Mapping
from functools import cache

from opentelemetry import propagate
from opentelemetry.propagators.composite import CompositePropagator
from opentelemetry.trace import SpanContext, get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import Scope

from .xray import XRayPropagator


@cache
def choose_headers() -> None:
    """Read and send W3C's trace context and AWS X-Ray's header, unless OTEL_PROPAGATORS chooses others.

    Where a request has both, W3C's counts: X-Ray's may be that of the load balancer.
    """
    if "OTEL_PROPAGATORS" in os.environ:
        return
    propagate.set_global_textmap(CompositePropagator([XRayPropagator(), TraceContextTextMapPropagator()]))


def callers_span(scope: Scope) -> SpanContext | None:
    """Return the span that a request is sent from, or None if its headers name none."""
    names = _header_names()
    carrier = {names[name]: value.decode("latin-1") for name, value in scope["headers"] if name in names}
    if not carrier:
        return None
    found = get_current_span(propagate.extract(carrier)).get_span_context()
    return found if found.is_valid else None


@cache
def _header_names() -> Mapping[bytes, str]:
    """The headers that name a trace, as ASGI has them and as propagators look for them."""
    choose_headers()
    return {name.lower().encode("latin-1"): name for name in propagate.get_global_textmap().fields}
