"""Metrics as Prometheus fetches them."""

from fastapi import Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest


class PrometheusRecorder:
    """Counters and histograms of one application, in a registry of its own."""

    def __init__(self) -> None:
        """Register them."""
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._in_flight = Gauge("http_requests_in_flight", "Requests being answered.", registry=self._registry)
        self._requests = Counter(
            "http_requests", "Requests answered.", ("method", "path", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "http_request_duration_seconds",
            "Seconds from a request to the end of its answer.",
            ("method", "path"),
            registry=self._registry,
        )
        # To look up a child by its labels takes longer than to count.
        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def begin(self) -> None:
        """Count a request that begins."""
        self._in_flight.inc()

    def end(self, method: str, path: str, status: int, seconds: float) -> None:
        """Count a request that has ended."""
        self._in_flight.dec()
        key = (method, path, status)
        children = self._children.get(key)
        if children is None:
            children = self._requests.labels(method, path, status), self._seconds.labels(method, path)
            self._children[key] = children
        children[0].inc()
        children[1].observe(seconds)

    def close(self) -> None:
        """Nothing is to be written: Prometheus fetches."""

    async def respond(self) -> Response:
        """Answer Prometheus."""
        return Response(generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
