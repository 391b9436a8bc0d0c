"""The header of X-Ray, read and written."""

import pytest
from opentelemetry.context import Context
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, get_current_span, set_span_in_context

from .xray import XRayPropagator

TRACE, SPAN = 0x5759E988BD862E3FE1BE46A994272793, 0x53995C3F42CD8AD8
HEADER = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled="


def read(header: str | None) -> tuple[int, int, int] | None:
    """Trace, span and flags of a header."""
    context = XRayPropagator().extract({} if header is None else {"X-Amzn-Trace-Id": header})
    span = get_current_span(context).get_span_context()
    return (span.trace_id, span.span_id, span.trace_flags) if span.is_valid else None


@pytest.mark.parametrize(
    ("header", "flags"),
    [
        (f"{HEADER}1", 1),
        (f"{HEADER}0", 0),
        (f"{HEADER}?", 0),
        (HEADER.removesuffix(";Sampled="), 0),
        ("Self=1-67891234-12456789abcdef0123456789; Sampled=1 ;" + HEADER.removesuffix(";Sampled="), 1),
    ],
)
def test_headers_that_name_a_span(header: str, flags: int) -> None:
    """Order, spaces and parts of others do not matter; only `Sampled=1` is sampled."""
    assert read(header) == (TRACE, SPAN, flags)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "text",
        "Root=1-5759e988-bd862e3fe1be46a994272793",
        "Root=2-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8",
        "Root=1-5759e988-bd862e3fe1be46a99427279;Parent=53995c3f42cd8ad8",
        "Root=1-00000000-000000000000000000000000;Parent=53995c3f42cd8ad8",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=0000000000000000",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995C3F42CD8AD8",
    ],
)
def test_headers_that_name_none(header: str | None) -> None:
    """What is not a whole header, as that of a load balancer, is left alone."""
    assert read(header) is None


@pytest.mark.parametrize("flags", [0, 1])
def test_a_header_is_written_as_it_is_read(flags: int) -> None:
    """Who is called reads what was written."""
    carrier: dict[str, str] = {}
    span = NonRecordingSpan(SpanContext(TRACE, SPAN, is_remote=False, trace_flags=TraceFlags(flags)))
    XRayPropagator().inject(carrier, set_span_in_context(span, Context()))

    assert carrier == {"X-Amzn-Trace-Id": f"{HEADER}{flags}"}


def test_without_a_span_nothing_is_written() -> None:
    """A request outside of a trace has no header."""
    carrier: dict[str, str] = {}
    XRayPropagator().inject(carrier, Context())

    assert carrier == {}
