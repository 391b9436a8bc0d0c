"""What a service shows of itself: traces and metrics."""

from .metrics import add_metrics
from .tracing import add_tracing, telemetry

__all__ = ["add_metrics", "add_tracing", "telemetry"]
