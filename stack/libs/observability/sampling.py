"""Which requests are traced, decided before anything is done for their traces."""

import random
from contextvars import ContextVar
from typing import Final

from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags
from starlette.types import Scope

from stack.libs.web import is_operational

from .propagation import callers_span

UNSAMPLED: Final = "pantstack.unsampled"
# Set for the sampler of the SDK, which decides next, in the same context.
DECIDED: Final[ContextVar[bool]] = ContextVar("pantstack.trace", default=False)
_NOT_SAMPLED: Final = TraceFlags(TraceFlags.DEFAULT)


class Head:
    """Samples as the caller did, and a part of the requests whose caller has no trace.

    FastAPI does nothing more for a request that is excluded, which is the point: it takes 2 microseconds, not 50.
    """

    def __init__(self, ratio: float) -> None:
        """Take which part of the traces that begin here is recorded."""
        self._ratio = ratio

    def excludes(self, scope: Scope) -> bool:
        """Decide for a request, as FastAPI's option `exclude`."""
        parent = callers_span(scope)
        if not is_operational(scope["path"]):
            if parent is not None and parent.trace_flags.sampled:
                return False
            if parent is None and random.random() < self._ratio:  # noqa: S311 - nobody gains by guessing it
                DECIDED.set(True)
                return False
        scope[UNSAMPLED] = UnrecordedSpan() if parent is None else NonRecordingSpan(_unsampled(parent))
        return True


class UnrecordedSpan(NonRecordingSpan):
    """The beginning of a trace that nobody records: for the log, and for those who are called."""

    def __init__(self) -> None:
        """Make its ids, as text: as numbers hardly anybody needs them."""
        ids = f"{random.getrandbits(192) or 1:048x}"
        self.ids = (ids[:32], ids[32:])

    def get_span_context(self) -> SpanContext:
        """Return the ids as OpenTelemetry has them."""
        trace_id, span_id = (int(each, 16) for each in self.ids)
        return SpanContext(trace_id, span_id, is_remote=False, trace_flags=_NOT_SAMPLED)


def _unsampled(parent: SpanContext) -> SpanContext:
    """The caller's span, as one that nobody records."""
    return SpanContext(parent.trace_id, parent.span_id, parent.is_remote, _NOT_SAMPLED, parent.trace_state)
