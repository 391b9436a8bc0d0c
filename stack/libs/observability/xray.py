"""The header by which AWS passes traces on.

The library for it, opentelemetry-propagator-aws-xray, is in a package that Pants takes for a part of
opentelemetry-api, so that no PEX would have it.
"""

import re
from typing import Final

from opentelemetry.context import Context
from opentelemetry.propagators.textmap import (
    CarrierT,
    Getter,
    Setter,
    TextMapPropagator,
    default_getter,
    default_setter,
)
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, get_current_span, set_span_in_context

_HEADER: Final = "X-Amzn-Trace-Id"
_ROOT: Final = re.compile(r"1-([0-9a-f]{8})-([0-9a-f]{24})")
_PARENT: Final = re.compile(r"[0-9a-f]{16}")


class XRayPropagator(TextMapPropagator):
    """Reads and writes `X-Amzn-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`.

    A header without a parent, as load balancers add it, names no span and is left alone.
    """

    def extract(
        self, carrier: CarrierT, context: Context | None = None, getter: Getter[CarrierT] = default_getter
    ) -> Context:
        """Return the context of who called, or the given one if the header names nobody."""
        context = Context() if context is None else context
        [header, *_] = getter.get(carrier, _HEADER) or [""]
        parts = dict(part.strip().partition("=")[::2] for part in header.split(";"))
        root, parent = _ROOT.fullmatch(parts.get("Root", "")), _PARENT.fullmatch(parts.get("Parent", ""))
        if root is None or parent is None:
            return context
        span = SpanContext(
            trace_id=int(root[1] + root[2], 16),
            span_id=int(parent[0], 16),
            is_remote=True,
            trace_flags=TraceFlags(TraceFlags.SAMPLED if parts.get("Sampled") == "1" else TraceFlags.DEFAULT),
        )
        return set_span_in_context(NonRecordingSpan(span), context) if span.is_valid else context

    def inject(
        self, carrier: CarrierT, context: Context | None = None, setter: Setter[CarrierT] = default_setter
    ) -> None:
        """Write the current span's header."""
        span = get_current_span(context).get_span_context()
        if span.is_valid:
            trace, sampled = f"{span.trace_id:032x}", int(span.trace_flags.sampled)
            header = f"Root=1-{trace[:8]}-{trace[8:]};Parent={span.span_id:016x};Sampled={sampled}"
            setter.set(carrier, _HEADER, header)

    @property
    def fields(self) -> set[str]:
        """The header."""
        return {_HEADER}
